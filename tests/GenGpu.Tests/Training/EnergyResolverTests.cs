using GenGpu.Core;
using GenGpu.Models.Energies;
using GenGpu.Training;

namespace GenGpu.Tests.Training;

public sealed class EnergyResolverTests
{
    [Theory]
    [InlineData("double-well", null, "double-well", 2)]
    [InlineData(" PHI4-4x6 ", null, "phi4-4x6", 24)]
    [InlineData("funnel-10", 10, "funnel-10", 10)]
    [InlineData("x0^4 - 4*x0^2 + 0.5*x1^2", null, "x0^4 - 4*x0^2 + 0.5*x1^2", 2)]
    [InlineData("sum(i, x[i]^2)", 5, "sum(i, x[i]^2)", 5)]
    public void Names_and_expressions_become_energies(string text, int? dimension, string name, int dimensions)
    {
        Energy energy = EnergyResolver.Resolve(text, dimension);
        Assert.Equal(name, energy.Name);
        Assert.Equal(dimensions, energy.Dimensions);
    }

    [Theory]
    [InlineData("", null, "--energy is empty; known: double-well,")]
    [InlineData("doubel-well", null, "'doubel-well' is no energy by name; did you mean 'double-well'? It is no expression either: column 1: unknown name 'doubel'")]
    [InlineData("phy4-6x6", null, "did you mean 'phi4-6x6'?")]
    [InlineData("something", null, "'something' is no energy by name (known: double-well, ")]
    [InlineData("x0^2 + exp(x1", null, "'x0^2 + exp(x1' is no energy by name. It is no expression either: column 14: found the end of the expression, expected ')' that closes exp(.")]
    [InlineData("phi4-1x1", null, "The size of the energy 'phi4-1x1' is out of range")]
    [InlineData("double-well", 3, "Energy double-well has 2 coordinates, but --dimension is 3; leave --dimension out.")]
    [InlineData("x5", 2, "column 1: found the coordinate x5; dimension mismatch: the dimension is 2")]
    [InlineData("sum(i, x[i])", null, "give the dimension (--dimension,")]
    public void Errors_say_both_what_is_near_and_where_it_fails(string text, int? dimension, string expected)
    {
        UserErrorException error = Assert.ThrowsAny<UserErrorException>(() => EnergyResolver.Resolve(text, dimension));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.ExitCode);
    }

    [Fact]
    public void A_file_is_read_by_its_extension()
    {
        string path = Path.Combine(Path.GetTempPath(), $"gengpu-energy-{Guid.NewGuid():N}.yaml");
        File.WriteAllText(path, "name: from-file\nexpression: x0^2");
        try
        {
            Assert.Equal("from-file", EnergyResolver.Resolve(path).Name);
        }
        finally
        {
            File.Delete(path);
        }
        Assert.Throws<UserErrorException>(() => EnergyResolver.Resolve("no-such-file.yml"));
    }
}
