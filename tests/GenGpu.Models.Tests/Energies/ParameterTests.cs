using GenGpu.Core;
using GenGpu.Models.Energies;

namespace GenGpu.Models.Tests.Energies;

/// <summary>An energy with other parameters is the energy with these as defaults, and what is exact follows them.</summary>
public sealed class ParameterTests
{
    [Fact]
    public void What_is_exact_belongs_to_the_parameters()
    {
        Energy free = EnergyCatalog.Get("phi4-6x6").With(new Dictionary<string, double> { ["massSquared"] = 1, ["lambda"] = 0 });
        Assert.Equal(-6.530994, free.LogPartition(1)!.Value, 1e-5);
        Energy ring = EnergyCatalog.Get("xy-8");
        Energy strong = ring.With(new Dictionary<string, double> { ["coupling"] = 2 });
        Assert.Equal(ring.LogPartition(2)!.Value, strong.LogPartition(1)!.Value, 1e-9);
        Assert.Equal(ring.Entropy(2)!.Value, strong.Entropy(1)!.Value, 1e-9);
        double[] x = [.. Enumerable.Range(0, 8).Select(i => 0.3 * i)];
        Assert.Equal(2 * ring.Evaluate(x), strong.Evaluate(x), 1e-12);
        var expression = new ExpressionEnergy("a*x0^2", new ExpressionEnergySettings { Parameters = [new EnergyParameter("a", 1)] });
        Assert.Equal(12, expression.With(new Dictionary<string, double> { ["a"] = 3 }).Evaluate([2]), 1e-12);
    }

    [Theory]
    [InlineData("phi4-4x4", "lamda", 1, "did you mean 'lambda'")]
    [InlineData("phi4-4x4", "lambda", -1, "bounded below")]
    [InlineData("xy-4", "coupling", 0, "above 0")]
    [InlineData("double-well", "depth", 1, "has no parameters")]
    public void Wrong_parameters_are_refused(string energy, string name, double value, string says) =>
        Assert.Contains(says, Assert.Throws<UserErrorException>(() => EnergyCatalog.Get(energy).With(new Dictionary<string, double> { [name] = value })).Message, StringComparison.Ordinal);
}
