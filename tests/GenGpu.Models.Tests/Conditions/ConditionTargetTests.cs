using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Cpu;
using GenGpu.Models.Conditions;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Tests.Conditions;

/// <summary>Parametrised targets and their pairs against what is known exactly.</summary>
public sealed class ConditionTargetTests
{
    private const int Batch = 1000, Steps = 40;

    [Fact]
    public void Every_second_value_is_trained_and_both_ends_are()
    {
        ParameterTarget target = ConditionalCase.Parameter("1d-bimodal", "separation", 1, 5);
        Assert.Equal([1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5], target.TrainedValues);
        Assert.Equal([1.25, 1.75, 2.25, 2.75, 3.25, 3.75, 4.25, 4.75], target.Values.Where(value => value.IsHeldOut).Select(value => value.Value));
        Assert.Equal(ParameterTarget.ValueCount, target.Values.Count);
    }

    [Theory]
    [InlineData("1d-bimodal", "separation", 2.25)]
    [InlineData("1d-bimodal", "width", 0.7)]
    [InlineData("2d-mix-gauss", "separation", 1.5)]
    [InlineData("ring-8", "radius", 2)]
    [InlineData("eight-gaussians", "width", 0.2)]
    public void Samples_at_a_value_follow_the_law_at_it_and_not_the_law_beside_it(string name, string parameter, double value)
    {
        var law = (IParametrisedTarget)TargetCatalog.Get(name);
        float[] samples = Draw(law.Dimensions(), g => law.Sample(g, "x", parameter, g.Constant((float)value)));
        double distance = Distance(samples, law.At(parameter, value).Marginal(0)!), wrong = Distance(samples, law.At(parameter, 1.4 * value).Marginal(0)!);

        // Kolmogorov-Smirnov at a level of 1e-6.
        double threshold = Math.Sqrt(-0.5 * Math.Log(1e-6 / 2) / (Batch * Steps));
        Assert.InRange(distance, 0, threshold);
        Assert.True(wrong > threshold);
    }

    [Fact]
    public void A_target_at_the_default_of_a_parameter_is_the_target()
    {
        foreach (Target target in TargetCatalog.All().Where(target => target is IParametrisedTarget))
        {
            foreach (TargetParameter parameter in ((IParametrisedTarget)target).Parameters)
            {
                Target same = ((IParametrisedTarget)target).At(parameter.Name, parameter.Default);
                Assert.Equal(target.Covariance, same.Covariance);
                Assert.Equal(target.Mean, same.Mean);
            }
        }
    }

    // The middle of the second and third interval is no float: a value on an edge between two cells would be counted in one and expected in the other.
    [Theory]
    [InlineData(1, 4)]
    [InlineData(1.1, 3.5)]
    [InlineData(0.9, 3.3)]
    public void Masses_of_pairs_are_exact(double low, double high)
    {
        ParameterJointTarget joint = ConditionalCase.Parameter("1d-bimodal", "separation", low, high).Joint;
        var grid = new HistogramGrid(2, 30, joint.Range.Lower, joint.Range.Upper);
        double[] masses = joint.BinMasses(grid)!;
        Assert.Equal(1, masses.Sum(), 1e-9);
        float[] samples = Draw(2, g => joint.Sample(g, "pairs"));
        int count = Batch * Steps;
        double[] counts = new double[masses.Length];
        for (int index = 0; index < count; index++)
        {
            int x = grid.BinOf(samples[index]), c = grid.BinOf(samples[count + index]);
            counts[x < 0 || c < 0 ? ^1 : (x * 30) + c]++;
        }

        // Chi-square over cells with at least five expected samples, at five standard deviations; a shifted twin fails.
        (double exact, double degrees) = ChiSquare(masses);
        Assert.InRange(exact, 0, degrees + (5 * Math.Sqrt(2 * degrees)));
        double[] shifted = [masses[^2], .. masses[..^2], masses[^1]];
        (double wrong, double other) = ChiSquare(shifted);
        Assert.True(wrong > other + (5 * Math.Sqrt(2 * other)));

        (double Sum, double Degrees) ChiSquare(double[] law)
        {
            (double sum, int cells) = (0, 0);
            for (int cell = 0; cell < law.Length; cell++)
            {
                if (law[cell] * count < 5)
                    continue;
                sum += Math.Pow(counts[cell] - (law[cell] * count), 2) / (law[cell] * count);
                cells++;
            }

            return (sum, cells - 1);
        }
    }

    [Theory]
    [InlineData("1d-bimodal", "separation")]
    [InlineData("2d-mix-gauss", "width")]
    public void Moments_of_pairs_are_those_of_samples(string name, string parameter)
    {
        Target joint = ConditionalCase.Parameter(name, parameter, 0.5, 3).Joint;
        int d = joint.Dimensions, count = Batch * Steps;
        float[] samples = Draw(d, g => joint.Sample(g, "pairs"));
        for (int row = 0; row < d; row++)
        {
            double mean = samples.AsSpan(row * count, count).ToArray().Average(x => (double)x);
            Assert.Equal(joint.Mean[row], mean, 5 * joint.StandardDeviation(row) / Math.Sqrt(count));
            for (int column = 0; column <= row; column++)
            {
                double covariance = Enumerable.Range(0, count).Average(i => (samples[(row * count) + i] - joint.Mean[row]) * (samples[(column * count) + i] - joint.Mean[column]));

                // Products of these spread by at most three times the product of the deviations.
                Assert.Equal(joint.Covariance[(row * d) + column], covariance, 15 * joint.StandardDeviation(row) * joint.StandardDeviation(column) / Math.Sqrt(count));
            }
        }
    }

    [Fact]
    public void Columns_are_standardised_from_training_rows_and_categories_are_those_of_them()
    {
        var target = (ColumnTarget)ConditionalCase.TargetOf("points|columns");
        Assert.Equal(["x1", "x2"], target.ColumnNames);
        Condition age = target.Conditions.All[0], kind = target.Conditions.All[1];
        float[] ages = new float[target.Joint.TrainCount];
        target.Joint.TrainColumn(2, ages);
        Assert.Equal(ages.Average(value => (double)value), age.Centre, 1e-9);
        Assert.Equal(target.Joint.Standardisation.Scale[2], age.Spread, 1e-6);
        Assert.Equal((ages.Min(), ages.Max()), ((float)age.Low, (float)age.High));
        Assert.Equal([1, 2, 5], kind.Categories);
        Assert.Equal(4, target.Conditions.FeatureRows);
        Assert.Equal("age, kind", target.Conditions.Names);
        var many = new DataTarget("many", ConditionalCase.Points(400), 4);
        Assert.Contains("too many for a categorical condition", Assert.Throws<UserErrorException>(() => new ColumnTarget(many, [true, true])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_that_do_not_exist_or_pass_their_minimum_are_refused()
    {
        string Fails(string parameter, double low) => Assert.Throws<UserErrorException>(() => ConditionalCase.Parameter("1d-bimodal", parameter, low, 4)).Message;
        Assert.Contains("did you mean 'separation'", Fails("seperation", 1), StringComparison.Ordinal);
        Assert.Contains("at least 0.001", Fails("width", 0), StringComparison.Ordinal);
    }

    private static float[] Draw(int rows, Func<ProgramBuilder, Value> emit)
    {
        var builder = new ModelBuilder("draw");
        ProgramBuilder g = builder.Program("sample", Batch, Core.Random.RandomPurpose.Reference);
        g.Output("samples", g.BroadcastTo(emit(g), Shape.Batched(rows, Batch)));
        Program program = g.Build();
        using var cpu = new CpuAccelerator(1);
        using IEnsemble ensemble = cpu.CreateEnsemble(builder.Build(), [1]);
        float[] samples = new float[rows * Batch * Steps];
        cpu.Run([new Launch(ensemble, program, 0, Steps) { Outputs = [samples] }]);
        return samples;
    }

    private static double Distance(float[] samples, UnivariateLaw law)
    {
        float[] sorted = [.. samples.Take(Batch * Steps).Order()];
        return sorted.Select((x, index) => Math.Max(Math.Abs(law.Cdf(x) - ((double)index / sorted.Length)), Math.Abs(law.Cdf(x) - ((index + 1.0) / sorted.Length)))).Max();
    }
}

file static class Extensions
{
    public static int Dimensions(this IParametrisedTarget law) => ((Target)law).Dimensions;
}
