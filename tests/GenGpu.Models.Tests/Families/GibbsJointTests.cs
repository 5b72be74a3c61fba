using GenGpu.Cpu;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;
using MathNet.Numerics.Distributions;

namespace GenGpu.Models.Tests.Families;

/// <summary>
/// The joint test of a Gibbs sampler (after Geweke 2004): visibles v drawn from the enumerated law go through one sweep of the training program. The pair (v, v') must then follow
/// p(v) sum over h of p(h | v) p(v' | h), cell by cell; a wrong conditional shows here even where it leaves the marginal of v' nearly right.
/// </summary>
public sealed class GibbsJointTests
{
    private const int Visibles = 3;
    private const int Hiddens = 2;
    private const int BatchSize = 500;
    private const int Rounds = 80;
    private static readonly float[] _weight = [1.2f, -0.8f, 0.5f, -0.6f, 1.0f, 0.9f];
    private static readonly float[] _visibleBias = [0.3f, -0.4f, 0.1f];
    private static readonly float[] _hiddenBias = [-0.5f, 0.4f];

    private static double Threshold => ChiSquared.InvCDF((1 << (2 * Visibles)) - 1, 0.9999);

    [Fact]
    public void A_sweep_leaves_the_joint_law_as_it_is() => Assert.InRange(ChiSquare(_weight, _hiddenBias, true), 0, Threshold);

    [Fact]
    public void The_test_notices_hidden_biases_that_are_left_out() => Assert.True(ChiSquare(_weight, [0, 0], true) > Threshold);

    [Fact]
    public void The_test_notices_weights_off_by_a_tenth() => Assert.True(ChiSquare([.. _weight.Select(w => 1.1f * w)], _hiddenBias, true) > Threshold);

    [Fact]
    public void The_test_notices_a_start_that_is_not_of_the_model() => Assert.True(ChiSquare(_weight, _hiddenBias, false) > Threshold);

    /// <summary>The sampler runs with the given parameters; what it should do is enumerated from the right ones.</summary>
    private static double ChiSquare(float[] weight, float[] hiddenBias, bool startsExactly)
    {
        double[] law = Law();
        float[] points = [.. Enumerable.Range(0, 120).Select(i => (float)(i / Visibles >> i % Visibles & 1))];
        TrainableModel model = FamilyCatalog.Get("rbm").Create(new DataTarget("bits", points, Visibles), new FamilyOptions
        {
            Budget = 11,
            BatchSize = BatchSize,
            Settings = new Dictionary<string, string> { ["visible"] = "binary", ["chains"] = "pcd" },
        });
        Assert.Equal(Hiddens, model.HiddenWidth);
        using var accelerator = new CpuAccelerator(1);
        using var runner = new ModelRunner(accelerator, model);
        var random = new Random(17);
        double[] counts = new double[1 << (2 * Visibles)];
        for (int round = 0; round < Rounds; round++)
        {
            // The program also trains: its parameters are put back before every sweep.
            runner.Write("weight", weight);
            runner.Write("visibleBias", _visibleBias);
            runner.Write("hiddenBias", hiddenBias);
            int[] before = [.. Enumerable.Range(0, BatchSize).Select(_ => startsExactly ? Draw(law, random.NextDouble()) : random.Next(law.Length))];
            runner.Write("chain", [.. Enumerable.Range(0, Visibles).SelectMany(axis => before.Select(state => (float)(state >> axis & 1)))]);
            runner.Train(1, round);
            float[] after = runner.Read("chain");
            for (int chain = 0; chain < BatchSize; chain++)
                counts[(before[chain] << Visibles) + Enumerable.Range(0, Visibles).Sum(axis => (int)after[(axis * BatchSize) + chain] << axis)]++;
        }

        double statistic = 0;
        for (int cell = 0; cell < counts.Length; cell++)
        {
            double expected = BatchSize * Rounds * law[cell >> Visibles] * Transition(cell >> Visibles, cell & ((1 << Visibles) - 1));
            statistic += Math.Pow(counts[cell] - expected, 2) / expected;
        }

        return statistic;
    }

    private static int Draw(double[] law, double uniform)
    {
        int state = 0;
        for (; state < law.Length - 1 && uniform >= law[state]; state++)
            uniform -= law[state];
        return state;
    }

    private static double[] Law()
    {
        double[] masses = [.. Enumerable.Range(0, 1 << Visibles).Select(state =>
            Enumerable.Range(0, Visibles).Aggregate(1.0, (mass, axis) => mass * Math.Exp((state >> axis & 1) * _visibleBias[axis]))
            * Enumerable.Range(0, Hiddens).Aggregate(1.0, (mass, unit) => mass * (1 + Math.Exp(HiddenInput(state, unit)))))];
        double total = masses.Sum();
        return [.. masses.Select(mass => mass / total)];
    }

    /// <summary>sum over h of p(h | v) p(v' | h).</summary>
    private static double Transition(int before, int after)
    {
        double sum = 0;
        for (int hidden = 0; hidden < 1 << Hiddens; hidden++)
        {
            double probability = 1;
            for (int unit = 0; unit < Hiddens; unit++)
                probability *= Bernoulli(HiddenInput(before, unit), hidden >> unit & 1);
            for (int axis = 0; axis < Visibles; axis++)
            {
                double input = _visibleBias[axis] + Enumerable.Range(0, Hiddens).Sum(unit => (hidden >> unit & 1) * (double)_weight[(unit * Visibles) + axis]);
                probability *= Bernoulli(input, after >> axis & 1);
            }

            sum += probability;
        }

        return sum;
    }

    private static double HiddenInput(int state, int unit) => _hiddenBias[unit] + Enumerable.Range(0, Visibles).Sum(axis => (state >> axis & 1) * (double)_weight[(unit * Visibles) + axis]);

    private static double Bernoulli(double logit, int value) => 1 / (1 + Math.Exp(value == 1 ? -logit : logit));
}
