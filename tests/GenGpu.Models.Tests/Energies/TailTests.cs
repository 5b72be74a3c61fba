using GenGpu.Models.Energies;

namespace GenGpu.Models.Tests.Energies;

/// <summary>Energies that cannot be normalised are recognised, and none of the catalog is taken for one.</summary>
public sealed class TailTests
{
    [Theory]
    [InlineData("-x0^2 - x1^2", 2, 0)]
    [InlineData("x0^4", 2, 1)]
    [InlineData("x0^2 - 0.1*x1^4", 2, 1)]
    [InlineData("x0^2 + 0.5*log(1 + x1^2)", 2, 1)]
    [InlineData("x0^3", 1, 0)]
    [InlineData("x0^2 + exp(x1)", 2, 1)]
    public void An_open_coordinate_is_named(string expression, int dimension, int coordinate) =>
        Assert.Equal(coordinate, Tails.Open(new ExpressionEnergy(expression, new ExpressionEnergySettings { Dimension = dimension }), 1));

    [Fact]
    public void The_catalog_is_closed()
    {
        foreach (Energy energy in EnergyCatalog.All())
            Assert.True(Tails.Open(energy, 1) is null, energy.Name);
    }

    [Fact]
    public void The_temperature_counts()
    {
        // (1 + x^2)^-beta: integrable for beta above a half.
        var energy = new ExpressionEnergy("log(1 + x0^2)", new ExpressionEnergySettings { Dimension = 1 });
        Assert.Null(Tails.Open(energy, 0.6));
        Assert.Equal(0, Tails.Open(energy, 0.4));
    }
}
