using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Cpu;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;
using GenGpu.Reference;
using MathNet.Numerics.Distributions;

namespace GenGpu.Models.Tests.Families;

/// <summary>Samples of RBMs whose modes no chain crosses between in fifty sweeps, against the enumerated law.</summary>
public sealed class ExactStartTests
{
    private const int Count = 40_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Samples_have_the_masses_of_modes_far_apart(int dimensions)
    {
        (double statistic, double threshold) = GaussianChiSquare(dimensions, "exact", 0);
        Assert.True(statistic < threshold, $"{statistic} against {threshold}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_test_notices_chains_that_start_at_noise(int dimensions)
    {
        (double statistic, double threshold) = GaussianChiSquare(dimensions, "noise", 0);
        Assert.True(statistic > 10 * threshold, $"{statistic} against {threshold}");
    }

    [Fact]
    public void The_test_notices_noise_that_is_a_tenth_too_wide()
    {
        (double statistic, double threshold) = GaussianChiSquare(1, "exact", 0.05);
        Assert.True(statistic > threshold, $"{statistic} against {threshold}");
    }

    [Fact]
    public void Categories_far_apart_have_their_enumerated_masses()
    {
        Assert.True(SoftmaxChiSquare("exact") < ChiSquared.InvCDF(5, 0.9999));
        Assert.True(SoftmaxChiSquare("noise") > 10 * ChiSquared.InvCDF(5, 0.9999));
    }

    [Theory]
    [InlineData("1d-quadmodal", 0)]
    [InlineData("1d-quadmodal", 8)]
    [InlineData("2d-mix-gauss", 0)]
    public void Reference_and_cpu_draw_the_same_samples(string target, int bins)
    {
        TrainableModel model = FamilyCatalog.Get("rbm").Create(TargetCatalog.Get(target), new FamilyOptions { Budget = 60, Bins = bins, SampleBatchSize = 200 });
        var random = new Random(11);
        float[] weight = [.. Enumerable.Range(0, model.HiddenWidth * model.Definition.FindState("visibleBias")!.Shape.Rows).Select(_ => (2 * random.NextSingle()) - 1)];
        using var cpu = new CpuAccelerator(1);
        using var reference = new ReferenceAccelerator<float>();
        float[][] samples = [.. new IAccelerator[] { cpu, reference }.Select(accelerator =>
        {
            using var runner = new ModelRunner(accelerator, model);
            runner.Write("weight", weight);
            return runner.Sample(3);
        })];

        // The last bits of a weight now and then move a draw across a boundary.
        int apart = samples[0].Zip(samples[1]).Count(pair => Math.Abs(pair.First - pair.Second) > 1e-3);
        Assert.InRange(apart, 0, samples[0].Length / 50);
        Assert.True(samples[0].Distinct().Count() > 3);
    }

    [Theory]
    [InlineData("1d-bimodal", Protocol.Seed, 0)]
    [InlineData("1d-bimodal", Protocol.Seed, 20)]
    public void An_exact_start_is_refused_where_nothing_can_be_enumerated(string target, Protocol protocol, int bins)
    {
        var options = new FamilyOptions { Budget = 200, Bins = bins, Protocol = protocol, Settings = new Dictionary<string, string> { ["sampleStart"] = "exact" } };
        var error = Assert.Throws<UserErrorException>(() => FamilyCatalog.Get("rbm").Create(TargetCatalog.Get(target), options));
        Assert.Contains("sampleStart=exact needs visibles that can be enumerated", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Three hidden units; the first moves the mean from -2 to 2, eight deviations, with odds of 3 to 7.</summary>
    private static (double Statistic, double Threshold) GaussianChiSquare(int dimensions, string start, double excessDeviation)
    {
        const double deviation = 0.5;
        string target = dimensions == 1 ? "1d-bimodal" : "2d-mix-gauss";
        var options = new FamilyOptions { Budget = dimensions == 1 ? 8 : 13, Settings = new Dictionary<string, string> { ["sampleStart"] = start } };
        TrainableModel model = FamilyCatalog.Get("rbm").Create(TargetCatalog.Get(target), options);
        Assert.Equal(3, model.HiddenWidth);
        float[][] weight = [[4, 3.6f], [0.5f, -0.4f], [-0.5f, 0.3f]];
        float[] visibleBias = [-2, -1.8f];
        float[] hiddenBias = [MathF.Log(3f / 7f), 0.3f, -0.2f];
        using var accelerator = new CpuAccelerator(1);
        using var runner = new ModelRunner(accelerator, model);
        runner.Write("weight", [.. weight.SelectMany(row => row.Take(dimensions))]);
        runner.Write("visibleBias", visibleBias[..dimensions]);
        runner.Write("hiddenBias", hiddenBias);
        float logSigma = (float)Math.Log(deviation);
        runner.Write("logSigma", [.. Enumerable.Repeat(logSigma, dimensions)]);
        float[] samples = runner.Sample(Count / model.Sample.BatchSize);

        // Cells between -3 and 3 along every axis, the outermost open.
        double[] edges = [double.NegativeInfinity, -2.5, -2, -1.5, 0, 1.5, 2, 2.5, double.PositiveInfinity];
        int cells = edges.Length - 1;
        double[] masses = new double[dimensions == 1 ? cells : cells * cells];
        for (int state = 0; state < 8; state++)
        {
            double[] mean = new double[dimensions];
            double log = Enumerable.Range(0, 3).Sum(unit => (state >> unit & 1) * (double)hiddenBias[unit]);
            for (int axis = 0; axis < dimensions; axis++)
            {
                mean[axis] = visibleBias[axis] + Enumerable.Range(0, 3).Sum(unit => (state >> unit & 1) * (double)weight[unit][axis]);
                log += ((mean[axis] * mean[axis]) - (visibleBias[axis] * visibleBias[axis])) / (2 * deviation * deviation);
            }

            for (int cell = 0; cell < masses.Length; cell++)
            {
                double mass = Math.Exp(log);
                for (int axis = 0; axis < dimensions; axis++)
                {
                    int at = axis == dimensions - 1 ? cell % cells : cell / cells;
                    double noise = deviation + excessDeviation;
                    mass *= Normal.CDF(mean[axis], noise, edges[at + 1]) - Normal.CDF(mean[axis], noise, edges[at]);
                }

                masses[cell] += mass;
            }
        }

        double[] counts = new double[masses.Length];
        for (int index = 0; index < Count; index++)
        {
            int cell = 0;
            for (int axis = 0; axis < dimensions; axis++)
                cell = (cell * cells) + edges.Skip(1).TakeWhile(edge => edge < samples[(axis * Count) + index]).Count();
            counts[cell]++;
        }

        return ChiSquare(counts, masses);
    }

    private static double SoftmaxChiSquare(string start)
    {
        var options = new FamilyOptions { Budget = 60, Bins = 6, Settings = new Dictionary<string, string> { ["sampleStart"] = start, ["sampleGibbsSteps"] = "3" } };
        TrainableModel model = FamilyCatalog.Get("rbm").Create(TargetCatalog.Get("1d-poisson"), options);
        using var accelerator = new CpuAccelerator(1);
        using var runner = new ModelRunner(accelerator, model);

        // Each hidden unit belongs to one category, so strongly that a sweep hardly ever leaves it.
        float[] weight = new float[model.HiddenWidth * 6];
        for (int unit = 0; unit < model.HiddenWidth; unit++)
            weight[(unit * 6) + (unit % 6)] = 14;
        float[] bias = [-7, -0.3f, 0.5f, -1, -0.5f, 0.2f];
        runner.Write("weight", weight);
        runner.Write("visibleBias", bias);
        runner.Write("hiddenBias", [.. Enumerable.Repeat(-7f, model.HiddenWidth)]);
        double[] masses = new double[6];
        for (int category = 0; category < 6; category++)
        {
            masses[category] = Math.Exp(bias[category]);
            for (int unit = 0; unit < model.HiddenWidth; unit++)
                masses[category] *= 1 + Math.Exp(weight[(unit * 6) + category] - 7);
        }

        double[] counts = new double[6];
        foreach (float category in runner.Run(model.Sample, model.CategoriesOutput, Count / model.Sample.BatchSize))
            counts[(int)category]++;
        return ChiSquare(counts, masses).Statistic;
    }

    /// <summary>Cells that expect fewer than ten samples are one.</summary>
    private static (double Statistic, double Threshold) ChiSquare(double[] counts, double[] masses)
    {
        double total = masses.Sum();
        double restSeen = 0;
        double restExpected = 0;
        double statistic = 0;
        int cells = 0;
        for (int cell = 0; cell < counts.Length; cell++)
        {
            double expected = counts.Sum() * masses[cell] / total;
            if (expected < 10)
            {
                restSeen += counts[cell];
                restExpected += expected;
                continue;
            }

            statistic += Math.Pow(counts[cell] - expected, 2) / expected;
            cells++;
        }

        if (restExpected > 0)
            statistic += Math.Pow(restSeen - restExpected, 2) / Math.Max(restExpected, 1);
        return (statistic, ChiSquared.InvCDF(cells, 0.9999));
    }
}
