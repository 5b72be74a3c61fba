using GenGpu.Core.Accelerators;
using GenGpu.Models.Metrics;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Tests.Targets;

/// <summary>What planar targets say they know exactly, against sums over a plain grid.</summary>
public sealed class PlaneTargetTests
{
    private const double HalfWidth = 6.5;

    public static TheoryData<string> Names => ["circle", "line", "two-moons", "eight-gaussians", "swiss-roll", "pinwheel", "checkerboard"];

    /// <summary>c(u) of the formulas that the targets print, written down again, with the noise.</summary>
    public static TheoryData<string, Func<double, double, (double X, double Y)>, double> Curves => new()
    {
        { "circle", (u, _) => (2 * Math.Cos(2 * Math.PI * u), 2 * Math.Sin(2 * Math.PI * u)), 0.1 },
        { "line", (u, _) => ((4 * u) - 2, (2 * u) - 1), 0.1 },
        { "two-moons", (u, half) => half == 0 ? ((2 * Math.Cos(Math.PI * u)) - 1, (2 * Math.Sin(Math.PI * u)) - 0.2) : (1 - (2 * Math.Cos(Math.PI * u)), 0.8 - (2 * Math.Sin(Math.PI * u))), 0.2 },
        { "swiss-roll", (u, _) => (0.3 * Math.PI * (1 + (2 * u)) * Math.Cos(1.5 * Math.PI * (1 + (2 * u))), 0.3 * Math.PI * (1 + (2 * u)) * Math.Sin(1.5 * Math.PI * (1 + (2 * u)))), 0.2 },
    };

    [Theory, MemberData(nameof(Names))]
    public void Moments_and_entropy_agree_with_the_density(string name)
    {
        Target target = TargetCatalog.Get(name);
        // Midpoints: the trapezoid rule of smooth laws; on the board's edges, which lie on the lattice, exact as well.
        const int count = 260;
        const double step = 2 * HalfWidth / count;
        var sums = new double[7];
        var gate = new object();
        Parallel.For(0, count, () => new double[7], (row, _, own) =>
        {
            double[] x = [-HalfWidth + ((row + 0.5) * step), 0];
            for (int column = 0; column < count; column++)
            {
                x[1] = -HalfWidth + ((column + 0.5) * step);
                double logDensity = target.LogDensity(x);
                double mass = Math.Exp(logDensity) * step * step;
                double[] values = [1, x[0], x[1], x[0] * x[0], x[0] * x[1], x[1] * x[1], mass > 0 ? -logDensity : 0];
                for (int i = 0; i < values.Length; i++)
                    own[i] += mass * values[i];
            }

            return own;
        }, own =>
        {
            lock (gate)
            {
                for (int i = 0; i < sums.Length; i++)
                    sums[i] += own[i];
            }
        });
        // Squares of uniform laws by midpoints are off by step^2 / 12.
        double tolerance = name == "checkerboard" ? step * step / 6 : 2e-6;
        Assert.Equal(1, sums[0], 1e-7);
        Assert.Equal(target.Mean[0], sums[1], tolerance);
        Assert.Equal(target.Mean[1], sums[2], tolerance);
        Assert.Equal(target.Covariance[0] + (target.Mean[0] * target.Mean[0]), sums[3], tolerance);
        Assert.Equal(target.Covariance[1] + (target.Mean[0] * target.Mean[1]), sums[4], tolerance);
        Assert.Equal(target.Covariance[3] + (target.Mean[1] * target.Mean[1]), sums[5], tolerance);
        // -log p bends where two stretches of a curve are as near: both sums pass over that with a few 1e-6.
        Assert.Equal(target.Entropy!.Value, sums[6], 1e-5);
    }

    [Theory, MemberData(nameof(Curves))]
    public void Densities_of_curves_agree_with_a_plain_sum_along_them(string name, Func<double, double, (double X, double Y)> curve, double noise)
    {
        Target target = TargetCatalog.Get(name);
        const int count = 40_000;
        int halves = name == "two-moons" ? 2 : 1;
        var random = new Random(3);
        for (int trial = 0; trial < 20; trial++)
        {
            (double X, double Y) near = curve(random.NextDouble(), random.Next(halves));
            double[] x = [near.X + (3 * noise * ((2 * random.NextDouble()) - 1)), near.Y + (3 * noise * ((2 * random.NextDouble()) - 1))];
            double sum = 0;
            for (int i = 0; i < count; i++)
            {
                (double cx, double cy) = curve((0.5 + (i / halves)) / (count / halves), i % halves);
                double dx = (x[0] - cx) / noise, dy = (x[1] - cy) / noise;
                sum += Math.Exp(-0.5 * ((dx * dx) + (dy * dy))) / (2 * Math.PI * noise * noise * count);
            }

            Assert.Equal(1, Math.Exp(target.LogDensity(x)) / sum, 1e-5);
        }
    }

    [Theory]
    [InlineData("pinwheel")]
    [InlineData("checkerboard")]
    public void Bin_masses_agree_with_the_density(string name)
    {
        Target target = TargetCatalog.Get(name);
        double[] masses = target.BinMasses(new HistogramGrid(2, 10, -4, 4))!;
        foreach ((int row, int column) in new[] { (0, 0), (2, 3), (5, 5), (7, 4), (9, 1), (6, 6) })
        {
            // Panels of 0.1 end at every edge of the board.
            QuadratureRule first = Quadrature.Panels(-4 + (0.8 * row), -3.2 + (0.8 * row), 8, 8);
            QuadratureRule second = Quadrature.Panels(-4 + (0.8 * column), -3.2 + (0.8 * column), 8, 8);
            Assert.Equal(Quadrature.Product(first, second).Integrate(p => Math.Exp(target.LogDensity(p))), masses[(row * 10) + column], 1e-7);
        }
    }
}
