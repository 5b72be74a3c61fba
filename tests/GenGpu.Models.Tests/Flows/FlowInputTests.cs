using GenGpu.Core;
using GenGpu.Models.Conditions;
using GenGpu.Models.Energies;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Tests.Flows;

/// <summary>What does not fit is refused in one sentence that says what to do.</summary>
public sealed class FlowInputTests
{
    [Theory]
    [InlineData("phi4-3x4", "mask=checkerboard", 64, "even sides")]
    [InlineData("double-well", "mask=checkerboard", 64, "on a lattice")]
    [InlineData("double-well", "conditioner=convolution", 64, "conditioner=dense")]
    [InlineData("phi4-4x4", "conditioner=convolution,kernelSize=2", 64, "odd")]
    [InlineData("double-well", "base=field", 64, "base=normal")]
    [InlineData("xy-4", "base=field", 64, "base=normal")]
    [InlineData("double-well", "", 100, "multiple of 16")]
    [InlineData("double-well", "bins=1", 64, "whole number from 2")]
    [InlineData("double-well", "splineBound=0", 64, "0.1")]
    [InlineData("double-well", "couplingz=2", 64, "couplings")]
    public void Wrong_settings_are_refused(string energy, string settings, int batchSize, string says)
    {
        var error = Assert.Throws<UserErrorException>(() => FlowCase.Create(energy, settings, batchSize));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.ExitCode);
    }

    [Fact]
    public void An_energy_is_needed_for_its_objectives()
    {
        var options = new FamilyOptions { Settings = new Dictionary<string, string> { ["objective"] = "reverse" } };
        Assert.Contains("--energy", Assert.Throws<UserErrorException>(() => new FlowFamily().Create(TargetCatalog.Get("2d-gmm"), options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Temperatures_are_positive(double beta) =>
        Assert.Contains("above 0", Assert.Throws<UserErrorException>(() => new EnergyTarget(EnergyCatalog.Get("double-well"), beta)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("lamda", 1, 2, "did you mean 'lambda'")]
    [InlineData("beta", 2, 1, "low below high")]
    [InlineData("beta", 0, 1, "above 0")]
    public void Conditions_fit_the_energy(string name, double low, double high, string says) =>
        Assert.Contains(says, Assert.Throws<UserErrorException>(() => new EnergyTarget(EnergyCatalog.Get("phi4-4x4"), 1, Condition.Interval(name, low, high, isGeometric: name == "beta"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Discrete_targets_have_no_density_to_learn() =>
        Assert.Contains("isolated points", Assert.Throws<UserErrorException>(() => new FlowFamily().Create(TargetCatalog.Get("1d-poisson"), new FamilyOptions())).Message, StringComparison.Ordinal);
}
