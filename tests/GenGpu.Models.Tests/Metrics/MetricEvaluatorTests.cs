using GenGpu.Models.Metrics;
using GenGpu.Models.Targets;
using GenGpu.Models.Tests.Targets;

namespace GenGpu.Models.Tests.Metrics;

public class MetricEvaluatorTests
{
    private static readonly PlainKernels _kernels = new();

    [Theory]
    [InlineData("1d-bimodal", MetricProtocol.Exact)]
    [InlineData("1d-beta", MetricProtocol.Exact)]
    [InlineData("1d-poisson", MetricProtocol.Exact)]
    [InlineData("2d-gmm", MetricProtocol.Exact)]
    [InlineData("2d-mix-gauss", MetricProtocol.Seed)]
    [InlineData("1d-trimodal", MetricProtocol.Seed)]
    public void APerfectModelScoresItsFloorAndAShiftedOneDoesNot(string name, MetricProtocol protocol)
    {
        Target target = TargetCatalog.Get(name);
        TargetSampler sampler = HostSampler.For(target);
        EvaluationOptions options = new() { Protocol = protocol, ProjectionCount = 4, ReferenceCount = 2000 };
        MetricEvaluator evaluator = new(target, options, sampler);
        float[] perfect = sampler(2000, 77);
        float[] shifted = [.. perfect.Select(value => value + 0.3f)];
        IReadOnlyList<MetricValue> good = evaluator.Evaluate(perfect, _kernels);
        IReadOnlyList<MetricValue> bad = evaluator.Evaluate(shifted, _kernels);
        Assert.Equal(good.Select(metric => metric.Name).Distinct().Count(), good.Count);
        for (int index = 0; index < good.Count; index++)
        {
            double deviations = (good[index].Value - good[index].FloorMean) / good[index].FloorStandardDeviation;
            Assert.True(Math.Abs(deviations) < 6, $"{good[index]} is {deviations} standard deviations from its floor");
            Assert.True(bad[index].Value > bad[index].FloorMean + 6 * bad[index].FloorStandardDeviation, $"{bad[index]} does not see the shift");
        }
    }

    [Fact]
    public void TheFullSelectionSeesALostMode()
    {
        Target target = TargetCatalog.Get("2d-mix-gauss");
        TargetSampler sampler = HostSampler.For(target);
        EvaluationOptions options = new() { Selection = MetricSelection.Full, ProjectionCount = 4, ReferenceCount = 600, FloorDraws = 4 };
        MetricEvaluator evaluator = new(target, options, sampler);
        float[] samples = sampler(600, 50);
        Dictionary<string, MetricValue> good = evaluator.Evaluate(samples, _kernels).ToDictionary(metric => metric.Name);
        for (int sample = 0; sample < 600; sample++)
            samples[sample] = Math.Abs(samples[sample]);
        Dictionary<string, MetricValue> half = evaluator.Evaluate(samples, _kernels).ToDictionary(metric => metric.Name);
        Assert.Equal(4, good["modesHit"].Value);
        Assert.Equal(2, half["modesHit"].Value);
        // P(chi-squared with 2 degrees of freedom < 9) = 1 - exp(-4.5).
        Assert.Equal(1 - Math.Exp(-4.5), good["highQualityShare"].Value, 5 * Math.Sqrt(0.0111 * 0.9889 / 600));
        Assert.Equal(0.5, half["modeTotalVariation"].Value, 0.03);
        Assert.Equal(0.5, half["entropicCoverage"].Value, 0.03);
        Assert.Equal(1, good["entropicCoverage"].Value, 0.01);
        foreach (string name in new[] { "energyDistance", "mmdSquared", "kldNeighbours", "slicedW1", "kld", "js" })
        {
            Assert.True(half[name].Value > half[name].FloorMean + 6 * half[name].FloorStandardDeviation, $"{name} {half[name]}");
            Assert.True(Math.Abs(good[name].Value - good[name].FloorMean) < 8 * good[name].FloorStandardDeviation, $"{name} {good[name]}");
        }
    }

    [Fact]
    public void SlicedDistanceSeesCorrelationsThatTheProtocolMisses()
    {
        Target target = new GaussianMixtureTarget("tilted", new GaussianMixture(null, [[0, 0]], [[1, 0.9, 0.9, 1]]));
        float[] product = HostSampler.For(new GaussianMixtureTarget("product", GaussianMixture.Spherical([[0.0, 0.0]], 1)))(4000, 3);
        MetricEvaluator evaluator = new(target, new EvaluationOptions { Protocol = MetricProtocol.Seed }, HostSampler.For(target));
        Dictionary<string, MetricValue> values = evaluator.Evaluate(product, _kernels).ToDictionary(metric => metric.Name);
        Assert.True(values["w1"].Value < values["w1"].FloorMean + 6 * values["w1"].FloorStandardDeviation);
        Assert.True(values["slicedW1"].Value > 5 * values["slicedW1"].FloorMean);
    }

    [Theory]
    [InlineData(MetricProtocol.Exact)]
    [InlineData(MetricProtocol.Seed)]
    public void BinnedModeMeasuresDecodedValues(MetricProtocol protocol)
    {
        Target target = TargetCatalog.Get("1d-poisson");
        CategoryGrid categories = new(20);
        TargetSampler sampler = HostSampler.For(target);
        EvaluationOptions options = new() { Protocol = protocol, Categories = categories };
        MetricEvaluator evaluator = new(target, options, sampler);
        float[] decoded = categories.Decode(sampler(5000, 60));
        IReadOnlyList<MetricValue> values = evaluator.Evaluate(decoded, _kernels);
        Assert.All(values, value => Assert.True(Math.Abs(value.Value - value.FloorMean) < 6 * value.FloorStandardDeviation, value.ToString()));
        float[] wrong = [.. decoded.Select(value => Math.Min(3.5f, value + (float)(7.0 / 19)))];
        Assert.All(evaluator.Evaluate(wrong, _kernels), value => Assert.True(value.Value > value.FloorMean + 6 * value.FloorStandardDeviation, value.ToString()));
        Assert.Throws<ArgumentException>(() => new MetricEvaluator(TargetCatalog.Get("2d-gmm"), options, sampler));
    }

    [Fact]
    public void DataTargetsAreMeasuredAgainstHeldOutPoints()
    {
        Target source = new GaussianMixtureTarget("source", GaussianMixture.Spherical([[0.0, 0, 0], [3, 3, 3]], 1));
        float[] drawn = HostSampler.For(source)(1000, 0);
        float[] points = [.. Enumerable.Range(0, 3000).Select(index => drawn[index % 3 * 1000 + index / 3])];
        DataTarget target = new("points", points, 3, heldOutShare: 0.4);
        MetricEvaluator evaluator = new(target, new EvaluationOptions { Selection = MetricSelection.Full }, null);
        Assert.Equal(200, evaluator.SampleCount(100_000));
        IReadOnlyList<MetricValue> values = evaluator.Evaluate(target.HeldOutB, _kernels);
        Assert.Contains(values, value => value.Name == "kldAxes");
        Assert.Contains(values, value => value.Name == "slicedW1");
        Assert.DoesNotContain(values, value => value.Name == "modesHit");
        Assert.All(values, value => Assert.Equal(value.FloorMean, value.Value));
        Assert.All(values, value => Assert.True(double.IsNaN(value.FloorStandardDeviation)));
        float[] noise = [.. target.HeldOutB.Select(value => -1.5f * value)];
        double sliced = evaluator.Evaluate(noise, _kernels).Single(value => value.Name == "slicedW1").Value;
        Assert.True(sliced > 2 * values.Single(value => value.Name == "slicedW1").FloorMean);
        Assert.Throws<ArgumentException>(() => evaluator.Evaluate(new float[5], _kernels));
    }
}
