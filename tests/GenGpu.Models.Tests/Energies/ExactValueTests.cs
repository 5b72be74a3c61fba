using GenGpu.Models.Energies;

namespace GenGpu.Models.Tests.Energies;

/// <summary>Exact values against published figures and against plain sums on grids that share no code with them.</summary>
public sealed class ExactValueTests
{
    [Theory]
    [InlineData("double-well", 5.211940, 2.291257)]
    [InlineData("double-well-tilted", 10.293480, 1.718576)]
    [InlineData("many-well-32", 16 * 10.293480, 16 * 1.718576)]
    [InlineData("mueller-brown", -3.389561, -2.329638)]
    [InlineData("gmm-9", 0, 3.831108)]
    [InlineData("gmm-40", 0, 6.857)]
    [InlineData("funnel-10", 0, 15.287998)]
    [InlineData("phi4-free-6x6", -6.530994, null)]
    [InlineData("phi4-free-8x8", -11.622885, null)]
    public void Published_figures_are_met(string name, double logPartition, double? entropy)
    {
        Energy energy = EnergyCatalog.Get(name);
        Assert.Equal(logPartition, energy.LogPartition(1)!.Value, 2e-5);
        if (entropy is double expected)
            Assert.Equal(expected, energy.Entropy(1)!.Value, name == "gmm-40" ? 4e-3 : 2e-5);
    }

    [Fact]
    public void The_wells_of_the_tilted_double_well_have_their_occupations()
    {
        Energy energy = EnergyCatalog.Get("double-well-tilted");
        Assert.Equal(0.155693, energy.Basins[0].ExactOccupation!.Value, 1e-6);
        Assert.Equal(1.690631, Math.Log(energy.Basins[1].ExactOccupation!.Value / energy.Basins[0].ExactOccupation!.Value), 1e-5);
    }

    [Theory]
    [InlineData("double-well", 0.3, 14)]
    [InlineData("double-well-tilted", 2.5, 5)]
    [InlineData("gmm-9", 0.5, 16)]
    [InlineData("mueller-brown", 0.7, 3.5)]
    [InlineData("wolfe-quapp", 1, 4)]
    [InlineData("wolfe-quapp", 0.5, 5)]
    [InlineData("funnel-2", 0.8, 40)]
    public void The_plane_agrees_with_a_plain_sum(string name, double beta, double reach)
    {
        Energy energy = EnergyCatalog.Get(name);
        (double logPartition, double entropy) = name.StartsWith("funnel", StringComparison.Ordinal) ? FunnelSum(energy, beta, reach) : GridSum(energy, beta, reach);
        Assert.Equal(logPartition, energy.LogPartition(beta)!.Value, 1e-8);
        Assert.Equal(entropy, energy.Entropy(beta)!.Value, 1e-7);
    }

    [Theory]
    [InlineData("double-well-tilted")]
    [InlineData("mueller-brown")]
    [InlineData("wolfe-quapp")]
    [InlineData("gmm-9")]
    public void Basins_and_observables_agree_with_a_plain_sum(string name)
    {
        Energy energy = EnergyCatalog.Get(name);
        double reach = energy.Spread[0] * 5;
        const int nodes = 601;
        double step = 2 * reach / (nodes - 1);
        double total = 0;
        double[] basins = new double[energy.Basins.Count];
        double[] means = new double[energy.Observables.Count];
        Basin[] known = [.. energy.Basins];
        Observable[] observables = [.. energy.Observables];
        for (int i = 0; i < nodes; i++)
        {
            for (int j = 0; j < nodes; j++)
            {
                double[] x = [energy.Centre[0] - reach + (i * step), energy.Centre[1] - reach + (j * step)];
                double mass = Math.Exp(-energy.Evaluate(x));
                if (mass < 1e-13)
                    continue;
                total += mass;
                for (int basin = 0; basin < basins.Length; basin++)
                    basins[basin] += known[basin].Contains(x) ? mass : 0;
                for (int observable = 0; observable < means.Length; observable++)
                    means[observable] += mass * observables[observable].Evaluate(x);
            }
        }
        for (int basin = 0; basin < basins.Length; basin++)
            Assert.Equal(basins[basin] / total, known[basin].ExactOccupation!.Value, 1e-4);
        for (int observable = 0; observable < means.Length; observable++)
            Assert.Equal(means[observable] / total, observables[observable].ExactMean!.Value, 1e-4);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.4)]
    public void A_free_ring_of_two_sites_is_a_Gaussian_in_the_plane(double beta)
    {
        Energy energy = EnergyCatalog.Get("phi4-free-2");
        (double logPartition, double entropy) = GridSum(energy, beta, 9);
        Assert.Equal(logPartition, energy.LogPartition(beta)!.Value, 1e-9);
        Assert.Equal(entropy, energy.Entropy(beta)!.Value, 1e-9);
    }

    [Fact]
    public void A_ring_of_phi4_of_two_sites_agrees_with_a_plain_sum()
    {
        Energy energy = EnergyCatalog.Get("phi4-2");
        (double logPartition, double entropy) = GridSum(energy, 1, 3);
        Assert.Equal(logPartition, energy.LogPartition(1)!.Value, 1e-9);
        Assert.Equal(entropy, energy.Entropy(1)!.Value, 1e-8);
    }

    [Fact]
    public void Three_sites_of_phi4_agree_with_a_plain_sum()
    {
        Energy energy = EnergyCatalog.Get("phi4-3");
        const int nodes = 61;
        const double step = 4.0 / (nodes - 1);
        double total = 0;
        double square = 0;
        double neighbours = 0;
        double[] x = new double[3];
        for (int i = 0; i < nodes * nodes * nodes; i++)
        {
            x[0] = -2 + (step * (i % nodes));
            x[1] = -2 + (step * (i / nodes % nodes));
            x[2] = -2 + (step * (i / nodes / nodes));
            double mass = Math.Exp(-energy.Evaluate(x));
            total += mass;
            square += mass * x[0] * x[0];
            neighbours += mass * x[0] * x[1];
        }
        Assert.Equal(Math.Log(total * step * step * step), energy.LogPartition(1)!.Value, 1e-7);
        Assert.Equal(square / total, energy.Observables[0].ExactMean!.Value, 1e-7);
        Assert.Equal(neighbours / total, energy.Observables[1].ExactMean!.Value, 1e-7);
    }

    [Theory]
    [InlineData(2, 1.0)]
    [InlineData(3, 1.7)]
    [InlineData(4, 0.2)]
    public void A_ring_of_angles_agrees_with_a_plain_sum(int sites, double beta)
    {
        Energy energy = EnergyCatalog.Get(FormattableString.Invariant($"xy-{sites}"));
        // Only differences matter: the first angle stands still. The trapezoid rule over a period is exact to rounding.
        const int nodes = 40;
        double total = 0;
        double mean = 0;
        double magnetisation = 0;
        double[] x = new double[sites];
        int count = (int)Math.Pow(nodes, sites - 1);
        for (int point = 0; point < count; point++)
        {
            int rest = point;
            for (int row = 1; row < sites; row++)
            {
                x[row] = 2 * Math.PI * (rest % nodes) / nodes;
                rest /= nodes;
            }
            double value = energy.Evaluate(x);
            double mass = Math.Exp(-beta * value);
            total += mass;
            mean += mass * value;
            magnetisation += mass * energy.Observables[1].Evaluate(x);
        }
        double logPartition = Math.Log(total / count) + (sites * Math.Log(2 * Math.PI));
        Assert.Equal(logPartition, energy.LogPartition(beta)!.Value, 1e-10);
        Assert.Equal(logPartition + (beta * mean / total), energy.Entropy(beta)!.Value, 1e-10);
        if (beta == 1)
        {
            Assert.Equal(-mean / total / sites, energy.Observables[0].ExactMean!.Value, 1e-10);
            Assert.Equal(magnetisation / total, energy.Observables[1].ExactMean!.Value, 1e-10);
        }
    }

    [Fact]
    public void The_modified_Wolfe_Quapp_potential_is_the_published_polynomial()
    {
        Energy energy = EnergyCatalog.Get("wolfe-quapp");
        Random random = new(3);
        for (int point = 0; point < 50; point++)
        {
            (double x, double y) = ((4 * random.NextDouble()) - 2, (4 * random.NextDouble()) - 2);
            double polynomial = (1.34549 * Math.Pow(x, 4)) + (1.90211 * Math.Pow(x, 3) * y) + (3.92705 * x * x * y * y) - (6.44246 * x * x) - (1.90211 * x * Math.Pow(y, 3))
                + (5.58721 * x * y) + (1.33481 * x) + (1.34549 * Math.Pow(y, 4)) - (5.55754 * y * y) + (0.904586 * y) + 18.5598;
            Assert.Equal(polynomial, energy.Evaluate([x, y]), 1e-3);
        }
    }

    [Fact]
    public void Clusters_have_their_known_minima()
    {
        // Two Lennard-Jones particles at a distance r along the first axis have y = r / sqrt 2.
        LennardJonesClusterEnergy pair = new("lj2", 2);
        Assert.Equal(-1 + 0.25, pair.Evaluate([Math.Sqrt(0.5), 0, 0]), 1e-12);
        // Four particles on a square of side 4 have four distances at the top of the barrier, and two of 4 sqrt 2.
        Energy dw4 = EnergyCatalog.Get("dw4");
        double s = 4 * (Math.Sqrt(2) - 1);
        (double a, double b, double c) = (2 * Math.Sqrt(2), 2 * Math.Sqrt(2.0 / 3), 4 / Math.Sqrt(3));
        // Positions (2, 2), (-2, 2), (-2, -2), (2, -2) projected on the Helmert basis.
        double[] y = [a, b, -c, 0, 2 * b, c];
        Assert.Equal(2 * ((0.9 * Math.Pow(s, 4)) - (4 * s * s)), dw4.Evaluate(y), 1e-9);
    }

    // The trapezoid rule, which is exact to rounding for what vanishes at the ends.
    private static (double LogPartition, double Entropy) GridSum(Energy energy, double beta, double reach)
    {
        const int nodes = 601;
        double step = 2 * reach / (nodes - 1);
        double total = 0;
        double mean = 0;
        double[] x = new double[2];
        for (int i = 0; i < nodes; i++)
        {
            x[0] = -reach + (i * step);
            for (int j = 0; j < nodes; j++)
            {
                x[1] = -reach + (j * step);
                double value = energy.Evaluate(x);
                double mass = Math.Exp(-beta * value);
                total += mass;
                mean += mass * value;
            }
        }
        double logPartition = Math.Log(total * step * step);
        return (logPartition, logPartition + (beta * mean / total));
    }

    // In units of exp(x0 / 2) across the funnel.
    private static (double LogPartition, double Entropy) FunnelSum(Energy energy, double beta, double reach)
    {
        const int nodes = 401;
        double total = 0;
        double mean = 0;
        for (int i = 0; i < nodes; i++)
        {
            double scale = -reach + (i * 2 * reach / (nodes - 1));
            for (int j = 0; j < nodes; j++)
            {
                double across = -12 + (j * 24.0 / (nodes - 1));
                double value = energy.Evaluate([scale, across * Math.Exp(0.5 * scale)]);
                double mass = Math.Exp((-beta * value) + (0.5 * scale));
                total += mass;
                mean += mass * value;
            }
        }
        double logPartition = Math.Log(total * (2 * reach / (nodes - 1)) * (24.0 / (nodes - 1)));
        return (logPartition, logPartition + (beta * mean / total));
    }
}
