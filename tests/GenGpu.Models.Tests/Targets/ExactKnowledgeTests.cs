using GenGpu.Core.Accelerators;
using GenGpu.Models.Metrics;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Tests.Targets;

public class ExactKnowledgeTests
{
    public static TheoryData<string> Names => [.. TargetCatalog.Names];

    public static TheoryData<string> ContinuousLines => ["1d-bimodal", "1d-trimodal", "1d-quadmodal", "1d-beta"];

    [Fact]
    public void CatalogBeginsWithTheTargetsOfTheBenchmark() =>
        Assert.Equal(["1d-bimodal", "1d-trimodal", "1d-quadmodal", "1d-beta", "1d-poisson", "2d-mix-gauss", "2d-gmm"], TargetCatalog.Names.Take(7));

    [Theory, MemberData(nameof(ContinuousLines))]
    public void LawsOnTheLineAgreeWithQuadratureOfTheDensity(string name)
    {
        Target target = TargetCatalog.Get(name);
        UnivariateLaw law = target.Marginal(0)!;
        (double lower, double upper) = law.Support;
        double[] point = new double[1];
        double Density(double x)
        {
            point[0] = x;
            return Math.Exp(target.LogDensity(point));
        }
        foreach (double x in new[] { -2.4, -1.5, -0.3, 0.0, 0.7, 1.9, 2.2 })
        {
            QuadratureRule below = Quadrature.Panels(lower, x, 60);
            Assert.Equal(below.Integrate(p => Density(p[0])), law.Cdf(x), 1e-11);
            Assert.Equal(below.Integrate(p => Density(p[0]) * (x - p[0])), law.CdfIntegral(x), 1e-11);
            Assert.Equal(x, law.Quantile(law.Cdf(x)), 1e-9);
        }
        QuadratureRule all = Quadrature.Panels(lower, upper, 100);
        Assert.Equal(1, all.Integrate(p => Density(p[0])), 1e-12);
        Assert.Equal(all.Integrate(p => Density(p[0]) * p[0]), target.Mean[0], 1e-11);
        Assert.Equal(all.Integrate(p => Density(p[0]) * Math.Pow(p[0] - target.Mean[0], 2)), target.StandardDeviation(0) * target.StandardDeviation(0), 1e-11);
        Assert.Equal(all.Integrate(p => Density(p[0]) > 0 ? -Density(p[0]) * Math.Log(Density(p[0])) : 0), target.Entropy!.Value, 1e-6);
    }

    [Theory, MemberData(nameof(ContinuousLines))]
    public void TabulatedLawsAgreeWithExactOnes(string name)
    {
        Target target = TargetCatalog.Get(name);
        UnivariateLaw law = target.Marginal(0)!;
        TabulatedLaw table = new(law, target.SmallestScale / 32);
        for (double x = -6; x < 6; x += 0.0137)
        {
            Assert.Equal(law.Cdf(x), table.Cdf(x), 1e-7);
            Assert.Equal(law.CdfIntegral(x), table.CdfIntegral(x), 1e-8);
        }
    }

    [Theory, MemberData(nameof(ContinuousLines))]
    public void QuantilesOfATableInvertIt(string name)
    {
        Target target = TargetCatalog.Get(name);
        TabulatedLaw table = new(target.Marginal(0)!, target.SmallestScale / 32);
        double[] quantiles = table.Quantiles(1000);
        Assert.Equal(999, quantiles.Length);
        Assert.Empty(table.Quantiles(1));
        for (int index = 0; index < quantiles.Length; index++)
            Assert.Equal((index + 1) / 1000.0, table.Cdf(quantiles[index]), 1e-12);
        Assert.Equal(quantiles.Order(), quantiles);
    }

    [Theory, MemberData(nameof(Names))]
    public void BinMassesSumToOneAndAgreeWithMarginals(string name)
    {
        Target target = TargetCatalog.Get(name);
        double[] masses = target.BinMasses(new HistogramGrid(target.Dimensions, 30, -3.5, 3.5))!;
        Assert.Equal(1, masses.Sum(), 1e-12);
        for (int axis = 0; axis < target.Dimensions && target.Marginal(axis) is not null; axis++)
        {
            // Sums over the other axis, made wide enough to hold everything, must give the masses of this axis.
            HistogramGrid grid = new(target.Dimensions, 48, -9.6, 9.6);
            double[] wide = target.BinMasses(grid)!;
            double[] marginal = Target.AxisMasses(target.Marginal(axis)!, 48, -9.6, 9.6);
            double[] sums = new double[48];
            for (int cell = 0; cell < grid.CellCount; cell++)
                sums[target.Dimensions == 1 ? cell : axis == 0 ? cell / 48 : cell % 48] += wide[cell];
            for (int bin = 0; bin < 48; bin++)
                Assert.Equal(marginal[bin], sums[bin], 1e-11);
        }
    }

    [Fact]
    public void TwoDimensionalBinMassesAgreeWithQuadratureOfTheDensity()
    {
        Target target = TargetCatalog.Get("2d-gmm");
        double[] masses = target.BinMasses(new HistogramGrid(2, 30, -3.5, 3.5))!;
        foreach ((int row, int column) in new[] { (21, 21), (22, 20), (8, 8), (0, 29), (21, 9), (15, 15) })
        {
            double width = 7.0 / 30;
            QuadratureRule first = Quadrature.Panels(-3.5 + row * width, -3.5 + (row + 1) * width, 2, 20);
            QuadratureRule second = Quadrature.Panels(-3.5 + column * width, -3.5 + (column + 1) * width, 2, 20);
            double expected = Quadrature.Product(first, second).Integrate(p => Math.Exp(target.LogDensity(p)));
            Assert.Equal(expected, masses[row * 30 + column], 1e-12);
        }
        // facts of the benchmark: 0.63 % of the mass lies outside the protocol's range.
        Assert.Equal(0.0063, masses[^1], 5e-5);
    }

    [Theory]
    [InlineData("ring-8", 8, 0.01, 0.5)]
    [InlineData("grid-25", 25, 0.05, 8)]
    public void ManyNarrowModesHaveTheirExactEntropyAndCovariance(string name, int count, double deviation, double spread)
    {
        Target target = TargetCatalog.Get(name);
        Assert.Equal(count, target.Modes.Count);
        Assert.All(target.Modes, mode => Assert.Equal(1.0 / count, mode.Weight, 1e-15));
        Assert.Equal(count, target.Modes.Select(mode => (Math.Round(mode.Mean[0], 6), Math.Round(mode.Mean[1], 6))).Distinct().Count());
        // The modes do not overlap: log count + log(2 pi e deviation^2).
        Assert.Equal(Math.Log(count) + Math.Log(2 * Math.PI * Math.E * deviation * deviation), target.Entropy!.Value, 1e-6);
        for (int axis = 0; axis < 2; axis++)
        {
            Assert.Equal(0, target.Mean[axis], 1e-12);
            Assert.Equal(Math.Sqrt(spread + (deviation * deviation)), target.StandardDeviation(axis), 1e-12);
        }
    }

    [Fact]
    public void BinMassesSurviveStrongCorrelation()
    {
        GaussianMixtureTarget target = new("narrow", new GaussianMixture(null, [[0.1, -0.2]], [[1, 0.9999, 0.9999, 1]]));
        HistogramGrid grid = new(2, 20, -9, 9);
        double[] masses = target.BinMasses(grid)!;
        double[] marginal = Target.AxisMasses(target.Marginal(0), 20, -9, 9);
        for (int bin = 0; bin < 20; bin++)
            Assert.Equal(marginal[bin], masses.AsSpan(bin * 20, 20).ToArray().Sum(), 1e-10);
    }

    [Fact]
    public void PoissonSitsOnIntegers()
    {
        Target target = TargetCatalog.Get("1d-poisson");
        double[] masses = target.BinMasses(new HistogramGrid(1, 30, -3.5, 3.5))!;
        Assert.Equal(7, masses.Take(30).Count(mass => mass > 0));
        Assert.Equal(Math.Exp(-4) * 256 / 24, masses[15], 1e-15);
        double[] categories = target.CategoryMasses(new CategoryGrid(20))!;
        Assert.Equal(1, categories.Sum(), 1e-12);
        // k = 4 lies halfway between categories 9 and 10 and belongs to the upper one.
        Assert.Equal(0, categories[9]);
        Assert.Equal(masses[15], categories[10], 1e-15);
        Assert.Equal(10, new CategoryGrid(20).CategoryOf(0));
        double[] point = [0];
        Assert.Equal(Math.Log(masses[15]), target.LogDensity(point), 1e-12);
        Assert.Equal(0, target.Mean[0], 1e-12);
        Assert.Equal(2, target.StandardDeviation(0), 1e-12);
    }

    [Theory, MemberData(nameof(Names))]
    public void CategoryMassesAgreeWithSamples(string name)
    {
        Target target = TargetCatalog.Get(name);
        if (target.Dimensions > 1)
        {
            Assert.Throws<InvalidOperationException>(() => target.CategoryMasses(new CategoryGrid(20)));
            return;
        }
        CategoryGrid grid = new(20);
        const int count = 40_000;
        double[] shares = CategoryMetric.Shares(HostSampler.For(target)(count, 1), grid);
        double[] masses = target.CategoryMasses(grid)!;
        // 5.5 standard deviations of a binomial share: a false alarm once in 10^6 runs.
        for (int category = 0; category < 20; category++)
            Assert.True(Math.Abs(shares[category] - masses[category]) <= 5.5 * Math.Sqrt(masses[category] * (1 - masses[category]) / count) + 1e-9);
    }

    [Fact]
    public void MomentsOfAMixtureAgreeWithSamples()
    {
        Target target = TargetCatalog.Get("2d-gmm");
        const int count = 100_000;
        float[] samples = HostSampler.For(target)(count, 2);
        for (int row = 0; row < 2; row++)
        {
            Assert.Equal(target.Mean[row], samples.AsSpan(row * count, count).ToArray().Average(), 6 * target.StandardDeviation(row) / Math.Sqrt(count));
            for (int column = 0; column < 2; column++)
            {
                double sum = 0;
                for (int sample = 0; sample < count; sample++)
                    sum += (samples[row * count + sample] - target.Mean[row]) * (samples[column * count + sample] - target.Mean[column]) / count;
                Assert.Equal(target.Covariance[row * 2 + column], sum, 6 * 2 * target.StandardDeviation(0) * target.StandardDeviation(1) / Math.Sqrt(count));
            }
        }
        Assert.Equal(4, target.Modes.Count);
    }

    [Fact]
    public void EntropyOfOneGaussianIsClosedForm()
    {
        GaussianMixtureTarget line = new("line", GaussianMixture.Spherical([[0.3]], 2));
        GaussianMixtureTarget plane = new("plane", new GaussianMixture(null, [[0, 1]], [[2, 0.5, 0.5, 1]]));
        Assert.Equal(0.5 * Math.Log(2 * Math.PI * Math.E * 4), line.Entropy!.Value, 1e-10);
        Assert.Equal(Math.Log(2 * Math.PI * Math.E) + 0.5 * Math.Log(1.75), plane.Entropy!.Value, 1e-8);
    }
}
