using GenGpu.Core.Accelerators;
using GenGpu.Models.Metrics;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Tests.Metrics;

/// <summary>Known traps of the protocol's figures, re-derived.</summary>
public class TrapTests
{
    [Fact]
    public void ASmoothDensityOnPoissonDataScoresTheLogOfBinsPerInteger()
    {
        // The right mass of every integer, spread evenly over the 30/7 bins around it.
        Target target = TargetCatalog.Get("1d-poisson");
        double[] exact = target.BinMasses(new HistogramGrid(1, 30, -3.5, 3.5))!;
        UnivariateLaw law = target.Marginal(0)!;
        double[] smooth = new double[31];
        smooth[30] = exact[30];
        for (int bin = 0; bin < 30; bin++)
        {
            for (int integer = -3; integer <= 3; integer++)
            {
                double left = Math.Max(-3.5 + bin * 7 / 30.0, integer - 0.5);
                double right = Math.Min(-3.5 + (bin + 1) * 7 / 30.0, integer + 0.5);
                smooth[bin] += Math.Max(0, right - left) * Math.Exp(law.LogDensity(integer));
            }
        }
        double inside = 1 - exact[30];
        Assert.Equal(inside * Math.Log(30.0 / 7), Divergences.KullbackLeibler(exact, smooth), 1e-6);
        Assert.Equal(1.455, Math.Log(30.0 / 7), 5e-4);
    }

    // A Gaussian RBM whose noise is fixed at 0.5 is a mixture of N(., 0.25), one component per hidden configuration. With means at those of the
    // target it reaches the floor of the class to the digits of the published figures.
    [Theory]
    [InlineData("1d-bimodal", 0.043)]
    [InlineData("1d-trimodal", 0.096)]
    [InlineData("1d-quadmodal", 0.167)]
    public void FixedNoiseSetsAFloorOnTheLine(string name, double expected)
    {
        GaussianMixture mixture = ((GaussianMixtureTarget)TargetCatalog.Get(name)).Mixture;
        double[] means = [.. mixture.Components.Select(component => component.Mean[0])];
        QuadratureRule rule = Quadrature.Panels(-8, 8, 80);
        double[] logP = [.. Enumerable.Range(0, rule.Count).Select(index => mixture.LogDensity(rule.Point(index)))];
        double best = double.PositiveInfinity;
        // Outer means may move (1-d search over a common stretch), and outer weights too.
        for (double stretch = 0.9; stretch <= 1.05; stretch += 0.005)
        {
            for (double outer = 0.9; outer <= 1.11; outer += 0.01)
            {
                double[] weights = [.. means.Select((_, index) => index == 0 || index == means.Length - 1 ? outer : 1)];
                GaussianMixture model = new(weights, [.. means.Select(mean => new[] { mean * stretch })], [.. means.Select(_ => new[] { 0.25 })]);
                double[] logQ = [.. Enumerable.Range(0, rule.Count).Select(index => model.LogDensity(rule.Point(index)))];
                best = Math.Min(best, rule.KlDivergence(logP, logQ));
            }
        }
        Assert.Equal(expected, best, 0.002);
    }

    [Fact]
    public void FixedNoiseCostsNothingOnTheSquareOfFourModes()
    {
        // 2d-mix-gauss has exactly the noise 0.5 that the protocol fixes.
        GaussianMixture mixture = ((GaussianMixtureTarget)TargetCatalog.Get("2d-mix-gauss")).Mixture;
        Assert.All(mixture.Components, component => Assert.Equal([0.25, 0, 0, 0.25], component.Covariance.ToArray()));
    }

    [Fact]
    public void FixedNoiseSetsAFloorOnTheCorrelatedMixture()
    {
        // Every component with the eigenvalues of its covariance raised to at least 0.25: a member of the class closure near its best.
        GaussianMixture mixture = ((GaussianMixtureTarget)TargetCatalog.Get("2d-gmm")).Mixture;
        double[][] raised = [[0.575, 0.325, 0.325, 0.575], [0.575, -0.325, -0.325, 0.575], [0.5, 0, 0, 0.5], [0.25, 0, 0, 0.8]];
        GaussianMixture model = new(null, [.. mixture.Components.Select(component => component.Mean.ToArray())], raised);
        QuadratureRule rule = Quadrature.SquarePanels(-7, 7, 28, 12);
        double[] logP = [.. Enumerable.Range(0, rule.Count).Select(index => mixture.LogDensity(rule.Point(index)))];
        double[] logQ = [.. Enumerable.Range(0, rule.Count).Select(index => model.LogDensity(rule.Point(index)))];
        Assert.Equal(0.075, rule.KlDivergence(logP, logQ), 0.006);
    }
}
