using GenGpu.Models.Energies;

namespace GenGpu.Models.Tests.Energies;

/// <summary>
/// Exact samplers against exact means. Thresholds are six standard errors of the samples: a right sampler fails once in 10^8 seeds, and a sampler of a neighbouring temperature must fail.
/// </summary>
public sealed class SamplerTests
{
    private const int Count = 16_000;

    [Theory]
    [InlineData("double-well", 1)]
    [InlineData("double-well", 0.4)]
    [InlineData("double-well-tilted", 1)]
    [InlineData("double-well-tilted", 3)]
    [InlineData("many-well-4", 1)]
    [InlineData("mueller-brown", 1)]
    [InlineData("mueller-brown", 0.5)]
    [InlineData("mueller-brown", 1.6)]
    [InlineData("wolfe-quapp", 1)]
    [InlineData("wolfe-quapp", 0.3)]
    [InlineData("gmm-9", 1)]
    [InlineData("gmm-40", 1)]
    [InlineData("funnel-10", 1)]
    [InlineData("funnel-3", 0.8)]
    [InlineData("gaussian-5", 2)]
    [InlineData("phi4-free-3x4", 1)]
    [InlineData("phi4-free-6", 0.5)]
    public void The_mean_energy_is_exact(string name, double beta)
    {
        Energy energy = EnergyCatalog.Get(name);
        Assert.True(energy.HasSampler(beta));
        double expected = (energy.Entropy(beta)!.Value - energy.LogPartition(beta)!.Value) / beta;
        Assert.True(Deviation(Energies(energy, EnergyRunner.Sample(energy, beta, Count)), expected) < 6);
        // The wrong twin: a neighbouring temperature where it can be drawn, otherwise the same law spread by 5 percent.
        float[] twin = energy.HasSampler(1.2 * beta) ? EnergyRunner.Sample(energy, 1.2 * beta, Count) : [.. EnergyRunner.Sample(energy, beta, Count).Select(value => 1.05f * value)];
        Assert.True(Deviation(Energies(energy, twin), expected) > 6);
    }

    [Theory]
    [InlineData("double-well")]
    [InlineData("double-well-tilted")]
    [InlineData("many-well-6")]
    [InlineData("mueller-brown")]
    [InlineData("wolfe-quapp")]
    [InlineData("gmm-9")]
    [InlineData("gmm-40")]
    [InlineData("funnel-10")]
    [InlineData("gaussian-5")]
    [InlineData("phi4-free-4x4")]
    public void Basins_and_observables_are_exact(string name)
    {
        Energy energy = EnergyCatalog.Get(name);
        float[] samples = EnergyRunner.Sample(energy, 1, Count);
        foreach (Observable observable in energy.Observables)
            Assert.True(Deviation(Means(energy, samples, x => observable.Evaluate(x)), observable.ExactMean!.Value) < 6, observable.Name);
        double uncovered = 1;
        foreach (Basin basin in energy.Basins)
        {
            double share = Means(energy, samples, x => basin.Contains(x) ? 1 : 0).Average();
            double exact = basin.ExactOccupation!.Value;
            Assert.True(Math.Abs(share - exact) < (6 * Math.Sqrt(exact * (1 - exact) / Count)) + 1e-4, $"{basin.Name}: {share} for {exact}");
            uncovered -= exact;
        }
        Assert.True(uncovered > -1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Quantiles_of_the_tilted_double_well_follow_its_law(double beta)
    {
        Energy energy = EnergyCatalog.Get("double-well-tilted");
        float[] samples = EnergyRunner.Sample(energy, beta, Count)[..Count];
        Array.Sort(samples);
        // F by a plain sum over a fine grid.
        const int nodes = 60_001;
        double[] cumulative = new double[nodes];
        for (int node = 1; node < nodes; node++)
            cumulative[node] = cumulative[node - 1] + Math.Exp(-beta * energy.Evaluate([-3 + (6.0 * (node - 0.5) / (nodes - 1)), 0]));
        double Distance(double shift) => Enumerable.Range(0, Count).Max(index =>
        {
            int node = (int)Math.Clamp((samples[index] + shift + 3) * (nodes - 1) / 6, 0, nodes - 1);
            return Math.Abs((cumulative[node] / cumulative[^1]) - ((index + 0.5) / Count));
        });

        // Kolmogorov: P(sqrt(n) D > 3) = 3e-8; the grid adds 1e-4.
        double threshold = (3 / Math.Sqrt(Count)) + 3e-4;
        Assert.True(Distance(0) < threshold);
        Assert.True(Distance(0.02) > threshold);
    }

    [Fact]
    public void Without_an_exact_sampler_Sample_says_so()
    {
        Assert.False(EnergyCatalog.Get("phi4-8x8").HasSampler(1));
        Assert.False(EnergyCatalog.Get("gmm-9").HasSampler(2));
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => EnergyRunner.Sample(EnergyCatalog.Get("gmm-9"), 2, 4));
        Assert.Equal("Energy gmm-9 has no exact sampler at beta = 2.", error.Message);
    }

    private static double[] Energies(Energy energy, float[] samples) => Means(energy, samples, x => energy.Evaluate(x));

    private static double[] Means(Energy energy, float[] samples, Func<double[], double> function) =>
        [.. Enumerable.Range(0, samples.Length / energy.Dimensions).Select(sample => function(EnergyRunner.Column(samples, energy.Dimensions, sample)))];

    // In standard errors.
    private static double Deviation(double[] values, double expected)
    {
        double mean = values.Average();
        double variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
        return Math.Abs(mean - expected) / Math.Sqrt(variance / values.Length);
    }
}
