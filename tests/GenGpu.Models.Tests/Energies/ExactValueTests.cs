using GenGpu.Models.Energies;

namespace GenGpu.Models.Tests.Energies;

/// <summary>Exact values against published figures and against plain sums on grids that share no code with them.</summary>
public sealed class ExactValueTests
{
    [Theory]
    [InlineData("double-well", 5.211940, 2.291257)]
    [InlineData("double-well-tilted", 10.293480, 1.718576)]
    [InlineData("many-well-32", 16 * 10.293480, 16 * 1.718576)]
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
