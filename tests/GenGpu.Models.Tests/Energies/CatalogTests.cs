using GenGpu.Core;
using GenGpu.Models.Energies;

namespace GenGpu.Models.Tests.Energies;

public sealed class CatalogTests
{
    [Fact]
    public void Every_name_makes_an_energy_of_that_name()
    {
        Assert.Equal(EnergyCatalog.Names, EnergyCatalog.All().Select(energy => energy.Name));
        foreach (Energy energy in EnergyCatalog.All())
        {
            Assert.NotEmpty(energy.Description);
            Assert.NotEmpty(energy.Formula);
            Assert.Equal(energy.Dimensions, energy.Centre.Count);
            Assert.Equal(energy.Dimensions, energy.Spread.Count);
            Assert.True(EnergyCatalog.Claims(energy.Name));
        }
    }

    [Theory]
    [InlineData("MANY-WELL-64", "many-well-64", 64)]
    [InlineData("phi4-4x6", "phi4-4x6", 24)]
    [InlineData("phi4-16", "phi4-16", 16)]
    [InlineData("phi4-free-6x6", "phi4-free-6x6", 36)]
    [InlineData("funnel-3", "funnel-3", 3)]
    public void Sizes_are_read_from_names(string text, string name, int dimensions)
    {
        Energy energy = EnergyCatalog.Get(text);
        Assert.Equal(name, energy.Name);
        Assert.Equal(dimensions, energy.Dimensions);
    }

    [Theory]
    [InlineData("doubel-well", "There is no energy 'doubel-well'; did you mean 'double-well'?")]
    [InlineData("phy4-12x12", "There is no energy 'phy4-12x12'; did you mean 'phi4-12x12'?")]
    [InlineData("qqqqqqqqqqqqqqqqqqqqqqqq", "There is no energy 'qqqqqqqqqqqqqqqqqqqqqqqq'; known: double-well, ")]
    [InlineData("", "There is no energy ''; known: ")]
    [InlineData("phi4", "The energy 'phi4' needs a size, for example phi4-8x8.")]
    [InlineData("many-well", "The energy 'many-well' needs a size, for example many-well-32.")]
    [InlineData("many-well-5", "The energy 'many-well-5' is made of pairs of coordinates; its size must be even, for example many-well-6.")]
    [InlineData("many-well-", "'' in the energy 'many-well-' is no size; expected a number of dimensions, for example many-well-32.")]
    [InlineData("funnel-1", "The size of the energy 'funnel-1' is out of range; expected a number of dimensions, each at least 2 and not more than 4096 together.")]
    [InlineData("funnel-4x4", "'4x4' in the energy 'funnel-4x4' is no size; expected a number of dimensions, for example funnel-10.")]
    [InlineData("phi4-8x", "'8x' in the energy 'phi4-8x' is no size; expected a number of sites along a ring, or rows x columns, for example phi4-8x8.")]
    [InlineData("phi4-2x2x2", "'2x2x2' in the energy 'phi4-2x2x2' is no size;")]
    [InlineData("phi4-1x8", "The size of the energy 'phi4-1x8' is out of range;")]
    [InlineData("phi4-99999x99999", "The size of the energy 'phi4-99999x99999' is out of range;")]
    [InlineData("funnel-99999999999", "'99999999999' in the energy 'funnel-99999999999' is no size;")]
    public void Errors_say_what_to_do(string name, string expected)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => EnergyCatalog.Get(name));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.ExitCode);
    }
}
