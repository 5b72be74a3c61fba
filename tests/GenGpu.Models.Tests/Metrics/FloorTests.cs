using GenGpu.Models.Metrics;
using GenGpu.Models.Targets;
using GenGpu.Models.Tests.Targets;

namespace GenGpu.Models.Tests.Metrics;

/// <summary>
/// Floors of the protocol's and of the exact metrics, re-derived. With n draws of standard deviation s the mean is known to s / sqrt(n); five such deviations and
/// the rounding of the published figure are allowed.
/// </summary>
public class FloorTests
{
    [Theory]
    [InlineData("1d-bimodal", 0.0096)]
    [InlineData("1d-trimodal", 0.0076)]
    [InlineData("1d-quadmodal", 0.0062)]
    [InlineData("1d-beta", 0.0052)]
    [InlineData("1d-poisson", 0.0013)]
    [InlineData("2d-gmm", 0.397)]
    public void ProtocolFloorsAtFiveThousandSamples(string name, double expected)
    {
        // The reference of the protocol is drawn once per evaluator, so its own luck is averaged over evaluators.
        Target target = TargetCatalog.Get(name);
        List<double> values = [];
        for (int evaluator = 0; evaluator < 10; evaluator++)
        {
            EvaluationOptions options = new() { Protocol = MetricProtocol.Seed, FloorDraws = 4, ProjectionCount = 1 };
            MetricEvaluator metrics = new(target, options, HostSampler.For(target, 10 + evaluator));
            values.Add(metrics.Floors(5000, new PlainKernels())[0].Mean);
        }
        Floor floor = Floor.Of(values);
        double allowed = 5 * floor.StandardDeviation / Math.Sqrt(values.Count) + 0.03 * expected;
        Assert.True(Math.Abs(floor.Mean - expected) < allowed, $"{floor} against {expected}, allowed {allowed}");
    }

    [Theory]
    [InlineData("2d-gmm", 5_000, 0.328, 20)]
    [InlineData("2d-gmm", 20_000, 0.051, 20)]
    [InlineData("2d-gmm", 100_000, 0.0074, 6)]
    public void ExactMassFloors(string name, int count, double expected, int draws)
    {
        Target target = TargetCatalog.Get(name);
        MetricEvaluator metrics = new(target, new EvaluationOptions { FloorDraws = draws, ProjectionCount = 1 }, HostSampler.For(target));
        Floor floor = metrics.Floors(count, new PlainKernels())[0];
        double allowed = 5 * floor.StandardDeviation / Math.Sqrt(draws) + 0.01 * expected;
        Assert.True(Math.Abs(floor.Mean - expected) < allowed, $"{floor} against {expected}, allowed {allowed}");
    }

    [Fact]
    public void FloorsAreMeasuredOncePerRun()
    {
        Target target = TargetCatalog.Get("1d-bimodal");
        int drawn = 0;
        TargetSampler inner = HostSampler.For(target);
        float[] Counting(int count, int draw)
        {
            drawn++;
            return inner(count, draw);
        }
        FloorCache cache = new();
        EvaluationOptions options = new();
        PlainKernels kernels = new();
        float[] samples = inner(500, 99);
        new MetricEvaluator(target, options, Counting, cache).Evaluate(samples, kernels);
        Assert.Equal(20, drawn);
        new MetricEvaluator(target, options, Counting, cache).Evaluate(samples, kernels);
        Assert.Equal(20, drawn);
        new MetricEvaluator(target, options, Counting, cache).Evaluate(inner(501, 98), kernels);
        Assert.Equal(40, drawn);
    }
}
