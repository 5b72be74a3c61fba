using GenGpu.Models.Conditions;
using GenGpu.Models.Energies;

namespace GenGpu.Models.Tests.Energies;

/// <summary>Flows start as wide as the samples of a temperature are.</summary>
public sealed class TemperatureSpreadTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(20)]
    public void Harmonic_wells_narrow_as_the_root_of_beta_and_quartic_ones_as_the_fourth(double beta)
    {
        Assert.All(Ratios(new ExpressionEnergy("x0^2 + 3*x1^2/2"), beta), ratio => Assert.Equal(Math.Pow(beta, -0.5), ratio, 0.01 * ratio));
        Assert.All(Ratios(new ExpressionEnergy("x0^4 + 3*x1^4"), beta), ratio => Assert.Equal(Math.Pow(beta, -0.25), ratio, 0.01 * ratio));
    }

    // The wells of the double well stay where they are when it gets cold, and its other coordinate narrows; when it gets hot both widen.
    [Fact]
    public void Wells_stay_where_they_are()
    {
        double[] cold = Ratios(EnergyCatalog.Get("double-well"), 20);
        Assert.InRange(cold[0], 0.7, 1);
        Assert.Equal(Math.Pow(20, -0.5), cold[1], 0.01);
        double[] hot = Ratios(EnergyCatalog.Get("double-well"), 0.05);
        Assert.InRange(hot[0], 1.2, Math.Pow(20, 0.5));
        Assert.Equal(Math.Pow(20, 0.5), hot[1], 0.1);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(20)]
    public void Sites_of_a_lattice_are_alike(double beta)
    {
        double[] ratios = Ratios(EnergyCatalog.Get("phi4-8x8"), beta);
        Assert.Single(ratios.Distinct());
        Assert.InRange(ratios[0], Math.Min(1, Math.Pow(beta, -0.5)), Math.Max(1, Math.Pow(beta, -0.5)));
    }

    [Fact]
    public void Nothing_changes_where_the_spread_is_already_that_of_the_samples()
    {
        Energy well = EnergyCatalog.Get("double-well");
        Assert.Same(well.Spread, new EnergyTarget(well).StartSpread);
        var called = new CallbackEnergy("called", 2, (_, _) => throw new InvalidOperationException("not asked"));
        Assert.Equal(called.Spread, new EnergyTarget(called, 20).StartSpread);
        Assert.All(new EnergyTarget(EnergyCatalog.Get("xy-4"), 20).StartSpread, spread => Assert.Equal(Math.PI / Math.Sqrt(3), spread, 1e-12));
    }

    [Fact]
    public void A_condition_starts_at_its_highest_temperature()
    {
        Energy well = EnergyCatalog.Get("double-well");
        Assert.Equal(new EnergyTarget(well, 0.25).StartSpread, new EnergyTarget(well, 1, Condition.Interval("beta", 0.25, 4, isGeometric: true)).StartSpread);
        Assert.Equal(well.Spread, new EnergyTarget(EnergyCatalog.Get("double-well"), 1, Condition.Interval("beta", 1, 4, isGeometric: true)).StartSpread);
    }

    [Fact]
    public void An_energy_that_is_nowhere_finite_changes_nothing() =>
        Assert.All(Ratios(new ExpressionEnergy("log(0*x0 - 1) + x1^2"), 20), ratio => Assert.Equal(1, ratio));

    private static double[] Ratios(Energy energy, double beta) => [.. new EnergyTarget(energy, beta).StartSpread.Zip(energy.Spread, (wide, plain) => wide / plain)];
}
