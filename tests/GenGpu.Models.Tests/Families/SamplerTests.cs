using GenGpu.Cpu;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;
using MathNet.Numerics.Distributions;

namespace GenGpu.Models.Tests.Families;

/// <summary>The Gibbs samplers against exact enumeration, and the initial parameters against their moments.</summary>
public sealed class SamplerTests
{
    [Fact]
    public void Binary_rbm_samples_follow_the_enumerated_law() => Assert.True(BinaryChiSquare(1f) < ChiSquared.InvCDF(15, 0.9999));

    [Fact]
    public void The_test_notices_weights_off_by_a_tenth() => Assert.True(BinaryChiSquare(1.1f) > ChiSquared.InvCDF(15, 0.9999));

    [Fact]
    public void Softmax_rbm_samples_follow_the_enumerated_law()
    {
        TrainableModel model = FamilyCatalog.Get("rbm").Create(TargetCatalog.Get("1d-poisson"), new FamilyOptions { Budget = 60, Bins = 6 });
        using var accelerator = new CpuAccelerator(1);
        using var runner = new ModelRunner(accelerator, model);
        float[] weight = Numbers(model.HiddenWidth * 6, 1.5f, 1);
        float[] bias = Numbers(6, 1, 2);
        runner.Write("weight", weight);
        runner.Write("visibleBias", bias);
        double[] masses = new double[6];
        for (int category = 0; category < 6; category++)
        {
            masses[category] = Math.Exp(bias[category]);
            for (int hidden = 0; hidden < model.HiddenWidth; hidden++)
                masses[category] *= 1 + Math.Exp(weight[hidden * 6 + category]);
        }

        const int count = 20_000;
        float[] categories = runner.Run(model.Sample, model.CategoriesOutput, count / model.Sample.BatchSize);
        float[] points = runner.Sample(count / model.Sample.BatchSize);
        Assert.All(points.Zip(categories), pair => Assert.Equal(model.Categories!.Value.Point((int)pair.Second), pair.First, 1e-5));
        Assert.True(ChiSquare(categories.Select(c => (int)c), masses) < ChiSquared.InvCDF(5, 0.9999));
    }

    [Fact]
    public void Gaussian_rbm_samples_have_the_moments_of_the_enumerated_mixture()
    {
        TrainableModel model = FamilyCatalog.Get("rbm").Create(TargetCatalog.Get("1d-bimodal"), new FamilyOptions { Budget = 8 });
        Assert.Equal(3, model.HiddenWidth);
        using var accelerator = new CpuAccelerator(1);
        using var runner = new ModelRunner(accelerator, model);
        runner.Write("weight", 0.8f, -0.5f, 0.6f);
        runner.Write("hiddenBias", -0.3f, 0.2f, 0.1f);
        runner.Write("visibleBias", 0.4f);
        runner.Write("logSigma", -0.2f);
        double variance = Math.Exp(-0.4);
        double total = 0;
        double first = 0;
        double second = 0;
        for (int state = 0; state < 8; state++)
        {
            double mean = 0.4 + (0.8 * (state & 1)) - (0.5 * (state >> 1 & 1)) + (0.6 * (state >> 2 & 1));
            double mass = Math.Exp((-0.3 * (state & 1)) + (0.2 * (state >> 1 & 1)) + (0.1 * (state >> 2 & 1)) + (((mean * mean) - 0.16) / (2 * variance)));
            total += mass;
            first += mass * mean;
            second += mass * ((mean * mean) + variance);
        }

        const int count = 50_000;
        float[] samples = runner.Sample(count / model.Sample.BatchSize);
        double deviation = Math.Sqrt((second / total) - (first * first / (total * total)));
        // Five standard errors of the mean; the second moment's error is at most that of a Gaussian with room for its mean.
        Assert.Equal(first / total, samples.Average(), 5 * deviation / Math.Sqrt(count));
        Assert.Equal(second / total, samples.Average(x => (double)x * x), 5 * Math.Sqrt((2 * Math.Pow(deviation, 4)) + (4 * Math.Pow(first / total * deviation, 2))) / Math.Sqrt(count));
    }

    [Theory]
    [InlineData("gan", "generator.0.weight", 16, 69)]
    [InlineData("gan", "discriminator.0.weight", 2, 69)]
    [InlineData("rbm", "weight", 0, 0)]
    public void Initial_weights_have_the_stated_deviation(string family, string slot, int inputs, int outputs)
    {
        TrainableModel model = FamilyCatalog.Get(family).Create(TargetCatalog.Get("2d-gmm"), new FamilyOptions());
        using var accelerator = new CpuAccelerator(1);
        using var runner = new ModelRunner(accelerator, model, [.. Enumerable.Range(1, 50).Select(i => (ulong)i)]);
        double[] values = [.. Enumerable.Range(0, 50).SelectMany(index => runner.Read(slot, index)).Select(v => (double)v)];
        double deviation = inputs == 0 ? 0.01 : Math.Sqrt(2.0 / (inputs + outputs));
        Assert.Equal(0, values.Average(), 5 * deviation / Math.Sqrt(values.Length));
        Assert.Equal(1, values.Average(v => v * v) / (deviation * deviation), 5 * Math.Sqrt(2.0 / values.Length));
        Assert.Equal((double)values.Length, values.Distinct().Count(), values.Length / 100.0);
        foreach (string bias in model.Definition.State.Select(s => s.Name).Where(n => n.EndsWith("ias", StringComparison.Ordinal)))
            Assert.All(runner.Read(bias), v => Assert.Equal(0, v));
    }

    private static double BinaryChiSquare(float factor)
    {
        float[] points = [.. Enumerable.Range(0, 160).Select(i => (float)(i / 4 >> i % 4 & 1))];
        TrainableModel model = FamilyCatalog.Get("rbm").Create(
            new DataTarget("bits", points, 4), new FamilyOptions { Budget = 19, Settings = new Dictionary<string, string> { ["visible"] = "binary" } });
        Assert.Equal(3, model.HiddenWidth);
        using var accelerator = new CpuAccelerator(1);
        using var runner = new ModelRunner(accelerator, model);
        float[] weight = Numbers(12, 1.5f, 3);
        float[] visibleBias = Numbers(4, 0.5f, 4);
        float[] hiddenBias = Numbers(3, 0.5f, 5);
        runner.Write("weight", [.. weight.Select(w => w * factor)]);
        runner.Write("visibleBias", visibleBias);
        runner.Write("hiddenBias", hiddenBias);
        double[] masses = new double[16];
        for (int state = 0; state < 16; state++)
        {
            masses[state] = 1;
            for (int v = 0; v < 4; v++)
                masses[state] *= (state >> v & 1) == 1 ? Math.Exp(visibleBias[v]) : 1;
            for (int h = 0; h < 3; h++)
                masses[state] *= 1 + Math.Exp(hiddenBias[h] + Enumerable.Range(0, 4).Where(v => (state >> v & 1) == 1).Sum(v => (double)weight[(h * 4) + v]));
        }

        const int count = 20_000;
        float[] samples = runner.Sample(count / model.Sample.BatchSize);
        Assert.All(samples, x => Assert.True(x is 0 or 1));
        return ChiSquare(Enumerable.Range(0, count).Select(i => Enumerable.Range(0, 4).Sum(v => (int)samples[(v * count) + i] << v)), masses);
    }

    private static double ChiSquare(IEnumerable<int> states, double[] masses)
    {
        double[] counts = new double[masses.Length];
        foreach (int state in states)
            counts[state]++;
        double total = masses.Sum();
        return counts.Zip(masses, (seen, mass) => Math.Pow(seen - (counts.Sum() * mass / total), 2) / (counts.Sum() * mass / total)).Sum();
    }

    private static float[] Numbers(int count, float scale, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => scale * ((2 * random.NextSingle()) - 1))];
    }
}
