using GenGpu.Models.Metrics;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Tests.Metrics;

public class DistanceTests
{
    [Fact]
    public void WassersteinOfUnequalCountsAgreesWithRepetition()
    {
        Random random = new(4);
        PlainKernels kernels = new();
        foreach ((int leftCount, int rightCount) in new[] { (1, 1), (1, 7), (12, 8), (30, 45), (64, 64), (61, 61) })
        {
            float[] left = [.. Enumerable.Range(0, leftCount).Select(_ => random.Next(-8, 8) * 0.25f)];
            float[] right = [.. Enumerable.Range(0, rightCount).Select(_ => random.Next(-8, 8) * 0.25f)];
            // Both repeated to a common count, sorted, and compared one by one.
            float[] repeatedLeft = [.. Enumerable.Repeat(left, rightCount).SelectMany(values => values).Order()];
            float[] repeatedRight = [.. Enumerable.Repeat(right, leftCount).SelectMany(values => values).Order()];
            double expected = repeatedLeft.Zip(repeatedRight, (a, b) => Math.Abs((double)a - b)).Average();
            Assert.Equal(expected, Wasserstein.Distance(left, right, kernels), 1e-12);
            Assert.Equal(expected, Wasserstein.Distance(right, left, kernels), 1e-12);
        }
    }

    [Theory]
    [InlineData("1d-bimodal")]
    [InlineData("1d-beta")]
    [InlineData("1d-poisson")]
    public void WassersteinToALawAgreesWithQuadratureOfQuantiles(string name)
    {
        UnivariateLaw law = TargetCatalog.Get(name).Marginal(0)!;
        Random random = new(6);
        float[] samples = [.. Enumerable.Range(0, 40).Select(_ => (float)(random.NextDouble() * 6 - 3)).Order()];
        const int nodes = 40_000;
        double expected = 0;
        for (int node = 0; node < nodes; node++)
            expected += Math.Abs(samples[node * samples.Length / nodes] - law.Quantile((node + 0.5) / nodes)) / nodes;
        Assert.Equal(expected, Wasserstein.ToLaw(samples, law), 2e-4);
    }

    [Fact]
    public void WassersteinToALawOfAShiftIsTheShift()
    {
        GaussianMixtureLaw law = new([1.0], [0.0], [1.0]);
        float[] quantiles = [.. Enumerable.Range(0, 20_000).Select(index => (float)(law.Quantile((index + 0.5) / 20_000) + 0.7))];
        Assert.Equal(0.7, Wasserstein.ToLaw(quantiles, law), 1e-4);
        Assert.Equal(Math.Sqrt(2 / Math.PI), Wasserstein.ToLaw([0f], law), 1e-12);
    }

    [Theory]
    [InlineData("1d-bimodal", 1)]
    [InlineData("1d-quadmodal", 2)]
    [InlineData("1d-quadmodal", 777)]
    [InlineData("1d-trimodal", 5000)]
    [InlineData("1d-beta", 4096)]
    [InlineData("1d-trimodal", 140_000)]
    public void TablesOfQuantilesGiveTheDistanceToTheLaw(string name, int count)
    {
        Target target = TargetCatalog.Get(name);
        UnivariateLaw law = target.Marginal(0)!;
        LineReference reference = LineReference.Exact(law, target.SmallestScale);
        Random random = new(8);

        // Near the law, where samples lie inside their own parts, shifted, collapsed onto ties, and far outside of the support.
        double[] uniforms = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
        float[][] sets =
        [
            [.. uniforms.Select(u => (float)law.Quantile(Math.Clamp(u, 1e-12, 1 - 1e-12))).Order()],
            [.. uniforms.Select(u => (float)((6 * u) - 3)).Order()],
            [.. uniforms.Select(u => u < 0.4 ? -0.8f : 0.8f).Order()],
            [.. uniforms.Select(u => (float)(50 * u)).Order()],
        ];

        // The middles of many parts per sample.
        int parts = Math.Max(1, 300_000 / count);
        TabulatedLaw table = new(law, target.SmallestScale / 32);
        double[] quantiles = table.Quantiles(2 * parts * count);
        foreach (float[] samples in sets)
        {
            double expected = Enumerable.Range(0, parts * count).Sum(part => Math.Abs(samples[part / parts] - quantiles[2 * part])) / (parts * count);
            Assert.Equal(expected, reference.Distance(samples), 1e-5 + (2e-6 * expected));

            // Straight lines between neighbours are a little less exact where these are far apart.
            Assert.Equal(expected, Wasserstein.ToLaw(samples, table), 1e-5 + (1e-4 * expected));
        }
    }

    [Fact]
    public void DivergencesOfKnownLaws()
    {
        double[] p = [0.5, 0.5, 0];
        double[] q = [0.25, 0.25, 0.5];
        Assert.Equal(Math.Log(2), Divergences.KullbackLeibler(p, q), 1e-8);
        Assert.Equal(0.5 * Math.Log(1e10) - Math.Log(2), Divergences.KullbackLeibler(q, p), 1e-6);
        Assert.Equal(0.5, Divergences.TotalVariation(p, q), 1e-15);
        double middle = 0.5 * Math.Log(0.5 / 0.375) + 0.5 * (0.5 * Math.Log(0.25 / 0.375) + 0.5 * Math.Log(2));
        Assert.Equal(middle, Divergences.JensenShannon(p, q), 1e-12);
        Assert.Equal(Math.Log(2), Divergences.JensenShannon([1, 0], [0, 1]), 1e-12);
        Assert.Equal(0.1 * (0.25 + 0.5), Divergences.Wasserstein(p, q, 0.1), 1e-12);
    }

    [Fact]
    public void EnergyDistanceAndDiscrepancyOfTwoGaussians()
    {
        // Shift 2 between unit Gaussians: E|X - Y| = E|N(2, 2)|, E|X - X'| = 2 / sqrt(pi).
        Random random = new(8);
        float[] Draw(double mean) => [.. Enumerable.Range(0, 2000).Select(_ =>
            (float)(mean + Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
        double z = 2 / Math.Sqrt(2);
        double cross = Math.Sqrt(2) * (2 * NormalFunctions.Density(z) + z * (2 * NormalFunctions.Cdf(z) - 1));
        double energy = 2 * cross - 4 / Math.Sqrt(Math.PI);
        float[] reference = Draw(0);
        float[] shifted = Draw(2);
        PlainKernels kernels = new();
        Assert.Equal(energy, PairwiseMetric.EnergyDistance(reference, 1).Compute(shifted, 2000, kernels), 0.15);
        Assert.Equal(0, PairwiseMetric.EnergyDistance(reference, 1).Compute(Draw(0), 2000, kernels), 0.01);
        Assert.Equal(0, PairwiseMetric.MaximumMeanDiscrepancy(reference, 1).Compute(Draw(0), 2000, kernels), 0.005);
        // The median distance of two unit Gaussians is sqrt(2) * 0.6745; E exp(-d^2 / (2 m^2)) for d ~ N(s, 2) is closed form.
        double square = 2 * 0.6744897501960817 * 0.6744897501960817;
        double Kernel(double shift) => Math.Sqrt(square / (square + 2)) * Math.Exp(-0.5 * shift * shift / (square + 2));
        Assert.Equal(2 * Kernel(0) - 2 * Kernel(2), PairwiseMetric.MaximumMeanDiscrepancy(reference, 1).Compute(shifted, 2000, kernels), 0.08);
    }

    [Fact]
    public void NeighbourDivergenceFindsAKnownValue()
    {
        // KL(N(0, I) || N(m, I)) = |m|^2 / 2 in two dimensions.
        Random random = new(9);
        float[] Draw(double mean) => [.. Enumerable.Range(0, 2400).Select(index =>
            (float)((index < 1200 ? mean : 0) + Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
        NeighbourDivergenceMetric metric = new(Draw(0), 2);
        Assert.Equal(0.5, metric.Compute(Draw(1), 1200, new PlainKernels()), 0.15);
        Assert.Equal(0, metric.Compute(Draw(0), 1200, new PlainKernels()), 0.15);
    }

    [Fact]
    public void QuadratureRulesIntegrateWhatTheyShould()
    {
        foreach (int order in new[] { 1, 2, 5, 16, 64 })
        {
            (double[] nodes, double[] weights) = GaussLegendre.Rule(order);
            for (int degree = 0; degree < 2 * order; degree++)
                Assert.Equal(degree % 2 == 1 ? 0 : 2.0 / (degree + 1), nodes.Zip(weights, (x, w) => w * Math.Pow(x, degree)).Sum(), 1e-13);
        }
        QuadratureRule square = Quadrature.SquarePanels(-9, 9, 18);
        double[] logValues = [.. Enumerable.Range(0, square.Count).Select(index => 1000 - 0.5 * square.Point(index)[0] * square.Point(index)[0] - 0.5 * square.Point(index)[1] * square.Point(index)[1])];
        Assert.Equal(1000 + Math.Log(2 * Math.PI), square.LogIntegral(logValues), 1e-10);
        Assert.Equal(Math.Sqrt(2 * Math.PI), Quadrature.Trapezoid(-9, 9, 40).Integrate(p => Math.Exp(-0.5 * p[0] * p[0])), 1e-12);
        Assert.Throws<ArgumentException>(() => Quadrature.Panels(1, 1, 3));
    }

    [Fact]
    public void DirectionsAreUnitVectorsAndFixed()
    {
        double[][] directions = Directions.Spread(200, 5);
        Assert.All(directions, direction => Assert.Equal(1, direction.Sum(value => value * value), 1e-12));
        Assert.Equal(directions[17], Directions.Spread(200, 5)[17]);
        for (int axis = 0; axis < 5; axis++)
            Assert.Equal(0.2, directions.Average(direction => direction[axis] * direction[axis]), 5 * 0.2 / Math.Sqrt(200));
    }
}
