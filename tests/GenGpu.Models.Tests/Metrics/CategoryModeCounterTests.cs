using GenGpu.Models.Metrics;
using GenGpu.Models.Targets;
using GenGpu.Models.Tests.Targets;

namespace GenGpu.Models.Tests.Metrics;

/// <summary>Mode coverage of decoded samples where the answer is known: three modes at -2, 0 and 2 on 15 categories half a unit apart, with edges that modes do not cross.</summary>
public sealed class CategoryModeCounterTests
{
    private const int Count = 20_000;
    private static readonly CategoryGrid _grid = new(15);
    private static readonly GaussianMixtureTarget _wide = Three(0.25);

    [Fact]
    public void A_perfect_model_hits_all_modes_in_their_shape()
    {
        ModeCoverage coverage = CountAt(_wide, _grid, Draw(_wide, _grid));
        Assert.Equal(3, coverage.ModesHit);
        Assert.Empty(coverage.Missing);
        // Cells within 0.75 of a mean are five, which reach to 1.25: five standard deviations.
        Assert.Equal(1, coverage.HighQualityShare, 1e-4);
        // 2 n KL is chi-squared with 2 degrees of freedom: above 28 once in a million times.
        Assert.InRange(coverage.ReverseKl, 0, 28.0 / (2 * Count));
        // |v / v* - 1| of n samples is about sqrt(2 / n).
        Assert.InRange(coverage.CovarianceError, 0, 4 * Math.Sqrt(2.0 / (Count / 3.0)));
    }

    [Fact]
    public void Lost_modes_are_named()
    {
        float[] kept = [.. Draw(_wide, _grid).Select(Math.Abs)];
        ModeCoverage coverage = CountAt(_wide, _grid, kept);
        Assert.Equal([0], coverage.Missing);
        Assert.Equal(2, coverage.ModesHit);
        Assert.Equal(2.0 / 3 * Math.Log(2), coverage.ReverseKl, 0.02);
        Assert.Equal(1.0 / 3, coverage.TotalVariation, 0.02);
    }

    [Fact]
    public void One_category_misses_the_other_modes_and_has_no_width()
    {
        float[] point = new float[100];
        Array.Fill(point, 2f);
        ModeCoverage coverage = CountAt(_wide, _grid, point);
        Assert.Equal([0, 1], coverage.Missing);
        Assert.Equal(1, coverage.ModesHit);
        Assert.Equal(1, coverage.HighQualityShare);
        Assert.Equal(1, coverage.CovarianceError, 1e-12);
        // Between two modes, nearer to neither: all are missing. Values that are not finite are nowhere.
        var far = new GaussianMixtureTarget("far", GaussianMixture.Spherical([[-3.0], [3.0]], 0.1));
        Assert.Equal([0, 1], CountAt(far, new CategoryGrid(2001, -10, 10), new float[100].Select(_ => 9f).ToArray()).Missing);
        Array.Fill(point, float.NaN);
        Assert.Equal([0, 1, 2], CountAt(_wide, _grid, point).Missing);
    }

    [Fact]
    public void Modes_narrower_than_a_category_are_found_though_its_point_is_many_deviations_away()
    {
        // The points nearest to the means -2.1, 0.1, 2.1 are 20 standard deviations from them.
        var narrow = new GaussianMixtureTarget("narrow", GaussianMixture.Spherical([[-2.1], [0.1], [2.1]], 0.005));
        float[] samples = Draw(narrow, _grid);
        Assert.Equal(0, ModeCounter.Count(samples, Count, narrow.Modes).HighQualityShare);
        ModeCoverage coverage = CountAt(narrow, _grid, samples);
        Assert.Equal(3, coverage.ModesHit);
        Assert.Equal(1, coverage.HighQualityShare, 1e-9);
        Assert.Empty(coverage.Missing);
        // Each sits in one category: there is no width to be wrong.
        Assert.Equal(double.NaN, coverage.CovarianceError);
    }

    [Fact]
    public void A_mode_that_shares_its_category_with_a_heavier_one_is_not_missing()
    {
        var pair = new GaussianMixtureTarget("pair", new GaussianMixture([0.7, 0.2, 0.1], [[-2.0], [2.0], [2.05]], [[0.0001], [0.0001], [0.0001]]));
        ModeCoverage coverage = CountAt(pair, _grid, Draw(pair, _grid));
        Assert.Equal(2, coverage.ModesHit);
        Assert.Empty(coverage.Missing);
        Assert.InRange(coverage.ReverseKl, 0, 1e-3);
    }

    [Fact]
    public void Half_the_width_shows_in_the_covariance_error()
    {
        var fine = new CategoryGrid(141);
        Assert.Equal(0.75, CountAt(_wide, fine, Draw(Three(0.125), fine)).CovarianceError, 0.03);
    }

    [Fact]
    public void Figures_of_the_evaluator_come_with_the_perfect_models()
    {
        TargetSampler sampler = HostSampler.For(_wide);
        var evaluator = new MetricEvaluator(_wide, new EvaluationOptions { Selection = MetricSelection.Final, Categories = _grid, FloorDraws = 5 }, sampler);
        Dictionary<string, MetricValue> values = evaluator.Evaluate(_grid.Decode(sampler(2500, 60)), new PlainKernels()).ToDictionary(value => value.Name);
        Assert.Equal(3, values["modesHit"].FloorMean);
        Assert.Equal(3, values["modesHit"].Value);
        foreach (string name in new[] { "modeReverseKl", "modeTotalVariation", "modeCovarianceError" })
            Assert.InRange(values[name].Value, 0, values[name].FloorMean + (6 * values[name].FloorStandardDeviation));
        Assert.Empty(evaluator.MissingModes(_grid.Decode(sampler(2500, 61)))!);
        Assert.Equal([0, 1], evaluator.MissingModes(new float[] { 2, 2, 2 })!);
    }

    private static GaussianMixtureTarget Three(double deviation) => new("three", GaussianMixture.Spherical([[-2.0], [0.0], [2.0]], deviation));

    private static float[] Draw(Target target, CategoryGrid grid) => grid.Decode(HostSampler.For(target)(Count, 7));

    private static ModeCoverage CountAt(Target target, CategoryGrid grid, float[] samples) => ModeCounter.For(target, grid)!(samples, samples.Length);
}
