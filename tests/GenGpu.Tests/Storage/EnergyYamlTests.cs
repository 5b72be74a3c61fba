using GenGpu.Core;
using GenGpu.Models.Energies;
using GenGpu.Storage;

namespace GenGpu.Tests.Storage;

public sealed class EnergyYamlTests
{
    [Fact]
    public void Reads_all_that_an_energy_has()
    {
        ExpressionEnergy energy = Read("""
            schema: gengpu/energy/1
            name: my lattice
            expression: >-
              sum(i, mass*x[i]^2 + coupling*x[i]^4)
              - 2*neighbours(i, j, x[i]*x[j])
            parameters:
              mass: 0.5
              coupling: 8
            lattice: [2, 3]
            dimension: 6
            centre: 0.25
            spread: [1, 2, 3, 4, 5, 6]
            angular: false
            multimodal: false
            """);
        Assert.Equal("my lattice", energy.Name);
        Assert.Equal(6, energy.Dimensions);
        Assert.Equal(new Lattice(2, 3), energy.Lattice);
        Assert.Equal([("mass", 0.5), ("coupling", 8.0)], energy.Parameters.Select(parameter => (parameter.Name, parameter.Default)));
        Assert.Equal(Enumerable.Repeat(0.25, 6), energy.Centre);
        Assert.Equal([1, 2, 3, 4, 5, 6], energy.Spread);
        Assert.False(energy.IsMultimodal);
        Assert.False(energy.IsAngular);
        Assert.Equal((6 * 8.5) - (2 * 12), energy.Evaluate([1, 1, 1, 1, 1, 1]), 1e-12);
    }

    [Fact]
    public void The_expression_alone_is_enough()
    {
        ExpressionEnergy energy = Read("expression: x0^4 - 4*x0^2 + 0.5*x1^2");
        Assert.Equal("m", energy.Name);
        Assert.Equal(2, energy.Dimensions);
        Assert.True(energy.IsMultimodal);
        Assert.Equal(-2.5, energy.Evaluate([1, 1]));
        Assert.Equal(new Lattice(1, 5), Read("lattice: 5\nangular: true\nexpression: -neighbours(i, j, cos(x[i] - x[j]))").Lattice);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("name: a", "line 1, column 1: expression is missing")]
    [InlineData("expresion: x0", "line 1, column 1: unknown setting \"expresion\"; did you mean 'expression'?")]
    [InlineData("expression: x0\nqqqqqq: 1", "line 2, column 1: unknown setting \"qqqqqq\"; known: schema, name, dimension,")]
    [InlineData("schema: gengpu/energy/2\nexpression: x0", "line 1, column 9: the schema is \"gengpu/energy/2\", expected gengpu/energy/1")]
    [InlineData("expression: x0 + foo", "line 1, column 13: in the expression, at its column 6: unknown name 'foo'")]
    [InlineData("expression: [1]", "line 1, column 13: expected a text")]
    [InlineData("expression: x5\ndimension: 2", "line 1, column 13: in the expression, at its column 1: found the coordinate x5; dimension mismatch: the dimension is 2")]
    [InlineData("expression: sum(i, x[i])", "line 1, column 13: The expression does not tell how many coordinates there are")]
    [InlineData("expression: x0\ndimension: 0", "line 2, column 12: expected a whole number from 1 to 16384, found \"0\"")]
    [InlineData("expression: x0\ndimension: two", "line 2, column 12: expected a whole number")]
    [InlineData("expression: x0\nlattice: [2, 2, 2]", "line 2, column 10: the lattice has 3 numbers")]
    [InlineData("expression: x0\nlattice: [99, 999]", "line 2, column 10: expected a lattice of 2 to 16384 sites")]
    [InlineData("expression: x0\nlattice: [2, 2]\ndimension: 5", "line 3, column 12: the dimension is 5, but the lattice has 4 sites")]
    [InlineData("expression: x0*a\nparameters: 5", "line 2, column 13: expected a table of parameters")]
    [InlineData("expression: x0*a\nparameters:\n  a: b", "line 3, column 6: expected a finite number, found \"b\"")]
    [InlineData("expression: x0*a\nparameters:\n  a: 1e99", "line 3, column 6: expected a finite number, found \"1e99\"")]
    [InlineData("expression: x0\nparameters:\n  exp: 1", "line 3, column 3: the parameter \"exp\" has a name that the language uses")]
    [InlineData("expression: x0\nparameters:\n  2a: 1", "line 3, column 3: the parameter \"2a\" is no name")]
    [InlineData("expression: x0\nangular: maybe", "line 2, column 10: expected true or false")]
    [InlineData("expression: x1\ncentre: [1]", "line 2, column 9: centre has 1 numbers, expected 2")]
    [InlineData("expression: x1\nspread: 0", "line 2, column 9: expected a spread above 0")]
    [InlineData("expression: x1\nspread: .inf", "line 2, column 9: expected a finite number")]
    [InlineData("expression: x1\nname: ''", "line 2, column 7: expected a name")]
    [InlineData("expression: &a x1", "anchors (&) and aliases (*) are not read")]
    public void Errors_name_the_place_and_what_was_expected(string text, string expected)
    {
        var error = Assert.Throws<DataFormatException>(() => Read(text));
        Assert.Contains("m.yaml: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_an_error_of_the_user() => Assert.Throws<UserErrorException>(() => EnergyYaml.Read("no-such-energy.yaml"));

    private static ExpressionEnergy Read(string text)
    {
        string folder = Directory.CreateTempSubdirectory("gengpu-energy-").FullName;
        try
        {
            string path = Path.Combine(folder, "m.yaml");
            File.WriteAllText(path, text);
            return EnergyYaml.Read(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
