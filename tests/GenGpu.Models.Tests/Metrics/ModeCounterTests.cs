using GenGpu.Models.Metrics;
using GenGpu.Models.Targets;
using GenGpu.Models.Tests.Targets;
using MathNet.Numerics.Distributions;

namespace GenGpu.Models.Tests.Metrics;

/// <summary>Mode coverage where the answer is known: samples of ring-8 itself, and samples that are wrong in one way each.</summary>
public sealed class ModeCounterTests
{
    private const int Count = 20_000;
    private static readonly GaussianMixtureTarget _ring = (GaussianMixtureTarget)TargetCatalog.Get("ring-8");
    private static readonly float[] _samples = HostSampler.For(_ring)(Count, 3);

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(3, 2.5)]
    [InlineData(6, 1)]
    [InlineData(7, 4)]
    public void Mass_within_a_radius_is_that_of_chi_squared(int dimensions, double radius) =>
        Assert.Equal(ChiSquared.CDF(dimensions, radius * radius), ModeMoments.MassWithin(dimensions, radius), 1e-12);

    [Fact]
    public void A_perfect_model_hits_all_modes_in_their_shape()
    {
        ModeCoverage coverage = ModeCounter.Count(_samples, Count, _ring.Modes);
        Assert.Equal(8, coverage.ModesHit);
        Assert.Empty(coverage.Missing);
        double high = 1 - Math.Exp(-4.5);
        Assert.Equal(high, coverage.HighQualityShare, 5 * Math.Sqrt(high * (1 - high) / Count));
        // 2 n KL is chi-squared with 7 degrees of freedom; the published 0.0014 for 2,500 samples is its mean 7 / (2 n).
        Assert.InRange(coverage.ReverseKl, 0, ChiSquared.InvCDF(7, 0.999999) / (2 * Count));
        Assert.InRange(coverage.CovarianceError, 0.001, 0.06);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(64)]
    public void A_perfect_model_is_of_high_quality_and_complete_in_any_dimension(int dimensions)
    {
        const int count = 4000;
        double[] mean = new double[dimensions];
        mean[0] = 4;
        var pair = new GaussianMixtureTarget("pair", GaussianMixture.Spherical([mean, [.. mean.Select(x => -x)]], 1));
        ModeCoverage coverage = ModeCounter.Count(HostSampler.For(pair)(count, 5), count, pair.Modes);
        double radius = ModeCounter.HighQualityRadius(dimensions), high = ChiSquared.CDF(dimensions, radius * radius);
        Assert.InRange(high, 0.9888, 0.9974);
        Assert.Empty(coverage.Missing);
        Assert.Equal(2, coverage.ModesHit);
        Assert.Equal(high, coverage.HighQualityShare, 5 * Math.Sqrt(high * (1 - high) / count));
        // Squared entries of a sample covariance of n points: (d + 1) / n of I on average.
        Assert.InRange(coverage.CovarianceError, 0, 1.5 * Math.Sqrt((dimensions + 1) / (count / 2.0)) + 0.05);
    }

    [Fact]
    public void Lost_modes_are_named()
    {
        float[] kept = [.. _samples];
        // The upper modes 1, 2, 3 are folded down.
        for (int sample = 0; sample < Count; sample++)
            kept[Count + sample] = kept[Count + sample] > 0.5f ? -kept[Count + sample] : kept[Count + sample];
        ModeCoverage coverage = ModeCounter.Count(kept, Count, _ring.Modes);
        Assert.Equal([1, 2, 3], coverage.Missing);
        Assert.Equal(5, coverage.ModesHit);
        Assert.Equal(0.375, coverage.TotalVariation, 0.02);
        // Three of eight modes hold twice their weight: 3/4 log 2.
        Assert.Equal(0.75 * Math.Log(2), coverage.ReverseKl, 0.02);
    }

    [Fact]
    public void A_generator_that_has_collapsed_to_a_point_misses_all_modes_but_one_and_between_them_all()
    {
        float[] point = new float[200];
        Array.Fill(point, 1f, 0, 100);
        ModeCoverage one = ModeCounter.Count(point, 100, _ring.Modes);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], one.Missing);
        Assert.Equal(Math.Log(8), one.ReverseKl, 1e-9);
        Assert.Equal(1, one.CovarianceError, 1e-6);
        Assert.Equal(8, ModeCounter.Count(new float[200], 100, _ring.Modes).Missing.Count);
    }

    [Fact]
    public void Blurred_modes_are_of_low_quality_but_not_missing()
    {
        var random = new Random(1);
        float[] blurred = [.. _samples.Select(value => value + (0.1f * (float)Normal.InvCDF(0, 1, random.NextDouble())))];
        ModeCoverage coverage = ModeCounter.Count(blurred, Count, _ring.Modes);
        Assert.Empty(coverage.Missing);
        Assert.InRange(coverage.HighQualityShare, 0.01, 0.1);
    }

    [Theory]
    [InlineData(0.5, 0.75)]
    [InlineData(0.0, 1.0)]
    public void Shrunk_modes_show_in_the_covariance_and_nowhere_else(double scale, double error)
    {
        float[] shrunk = [.. _samples];
        for (int sample = 0; sample < Count; sample++)
        {
            GaussianComponent mode = _ring.Modes.MinBy(m => m.SquaredDistance([_samples[sample], _samples[Count + sample]]))!;
            for (int axis = 0; axis < 2; axis++)
                shrunk[(axis * Count) + sample] = (float)(mode.Mean[axis] + (scale * (_samples[(axis * Count) + sample] - mode.Mean[axis])));
        }

        ModeCoverage coverage = ModeCounter.Count(shrunk, Count, _ring.Modes);
        // Shrunk to half, next to nothing is cut off any more, while the error is measured against a cut Gaussian: 1 - scale^2 / cut.
        double cut = ModeMoments.MassWithin(4, 3) / ModeMoments.MassWithin(2, 3);
        Assert.Equal(1 - ((1 - error) / cut), coverage.CovarianceError, 0.02);
        Assert.Equal(1, coverage.HighQualityShare, 1e-3);
        Assert.Empty(coverage.Missing);
    }

    [Fact]
    public void Figures_of_the_evaluator_come_with_their_floors_and_name_the_modes()
    {
        TargetSampler sampler = HostSampler.For(_ring);
        var evaluator = new MetricEvaluator(_ring, new EvaluationOptions { Selection = MetricSelection.Final, ProjectionCount = 2, FloorDraws = 20 }, sampler);
        Dictionary<string, MetricValue> values = evaluator.Evaluate(sampler(2500, 60), new PlainKernels()).ToDictionary(value => value.Name);
        Assert.Equal(8, values["modesHit"].FloorMean);
        // The perfect model of the PacGAN table: 98.88 % high quality, reverse KL 0.0014.
        Assert.Equal(0.9888, values["highQualityShare"].FloorMean, 0.003);
        Assert.Equal(0.0014, values["modeReverseKl"].FloorMean, 0.0008);
        foreach (string name in new[] { "modeReverseKl", "modeTotalVariation", "modeCovarianceError" })
            Assert.InRange(values[name].Value, 0, values[name].FloorMean + (6 * values[name].FloorStandardDeviation));
        Assert.Empty(evaluator.MissingModes(_samples)!);
        float[] origin = new float[20];
        Assert.Equal(Enumerable.Range(0, 8), evaluator.MissingModes(origin)!);
        Target single = new GaussianMixtureTarget("single", GaussianMixture.Spherical([[0.0, 0]], 1));
        Assert.Null(new MetricEvaluator(single, new EvaluationOptions(), HostSampler.For(single)).MissingModes(origin));
    }
}
