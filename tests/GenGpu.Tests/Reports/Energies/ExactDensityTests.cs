using GenGpu.Models.Energies;
using GenGpu.Reports;
using GenGpu.Reports.Energies;

namespace GenGpu.Tests.Reports.Energies;

public sealed class ExactDensityTests
{
    [Theory]
    [InlineData("double-well", 1)]
    [InlineData("double-well-tilted", 0.5)]
    [InlineData("gmm-9", 1)]
    [InlineData("gaussian-1", 3)]
    public void Sums_over_the_grid_hold_all_of_the_mass(string name, double beta)
    {
        Energy energy = EnergyCatalog.Get(name);
        ExactDensity density = ExactDensity.Of(new BoltzmannLaw(energy, beta))!;
        for (int axis = 0; axis < energy.Dimensions; axis++)
        {
            (double[] points, double[] values) = density.Marginal(axis);
            Assert.Equal(1, values.Sum() * (points[1] - points[0]), 1e-9);
            (double lower, double upper) = density.Support(axis);
            Assert.InRange(values.Where((_, i) => points[i] >= lower && points[i] <= upper).Sum() * (points[1] - points[0]), 0.995, 1);
        }
    }

    [Fact]
    public void An_unknown_log_Z_is_that_of_the_grid()
    {
        var known = new BoltzmannLaw(EnergyCatalog.Get("double-well"), 2);
        Assert.Equal(known.LogPartition!.Value, ExactDensity.Of(new BoltzmannLaw(new Silent(known.Energy), 2))!.LogPartition, 1e-3);
    }

    [Fact]
    public void Nothing_is_exact_in_three_dimensions_at_other_parameters_or_without_a_normalisation()
    {
        Assert.Null(ExactDensity.Of(new BoltzmannLaw(EnergyCatalog.Get("gaussian-3"), 1)));
        Assert.Null(ExactDensity.Of(new BoltzmannLaw(EnergyCatalog.Get("double-well"), 1, hasDefaults: false)));
        Assert.Null(ExactDensity.Of(new BoltzmannLaw(new Silent(EnergyCatalog.Get("gaussian-1"), scale: 0), 1)));
    }

    [Fact]
    public void Quantiles_count_weight_and_histograms_count_what_is_outside()
    {
        float[] values = [3, 1, float.NaN, 2];
        Assert.Equal((1, 3), WeightedHistograms.Quantiles(values, [], 0, 1));
        Assert.Equal((2, 2), WeightedHistograms.Quantiles(values, [0.0, 0.1, 5, 9], 0.05, 0.95));
        Assert.Null(WeightedHistograms.Quantiles([float.NaN], [], 0, 1));
        (double[] density, double[] error) = WeightedHistograms.Density(values, [2, 0, 1, 1], new Axis(0, 4, 2));
        Assert.Equal([0, 3.0 / 8], density);
        Assert.Equal([0, Math.Sqrt(5) / 8], error);
    }

    /// <summary>An energy about which nothing is known.</summary>
    private sealed class Silent(Energy inner, double scale = 1) : Energy("silent", inner.Dimensions, "", "")
    {
        public override GenGpu.Core.Programs.Value Emit(EnergyScope scope, GenGpu.Core.Programs.Value x) => inner.Emit(scope, x);

        public override double Evaluate(ReadOnlySpan<double> x) => scale * inner.Evaluate(x);
    }
}
