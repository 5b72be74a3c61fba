using System.Diagnostics;
using GenGpu.Core;
using GenGpu.Models.Energies;
using GenGpu.Models.Energies.Expressions;

namespace GenGpu.Models.Tests.Energies;

/// <summary>Errors of expressions name the column, what was found and what was expected; hostile text ends in an error too, and soon.</summary>
public sealed class ExpressionErrorTests
{
    [Theory]
    [InlineData("", 1, "the expression is empty")]
    [InlineData("   ", 1, "the expression is empty")]
    [InlineData("x0 +", 5, "found the end of the expression, expected a number, a coordinate, a parameter, a function or '('")]
    [InlineData("x0 x1", 4, "found 'x1', expected an operator or the end")]
    [InlineData("2x0", 2, "found 'x0', expected an operator or the end")]
    [InlineData("x0)", 3, "found ')' without its opening bracket")]
    [InlineData("(x0 + 1", 8, "found the end of the expression, expected ')' that closes the bracket of column 1")]
    [InlineData("exp(x0", 7, "found the end of the expression, expected ')' that closes exp(")]
    [InlineData("x0 * * x1", 6, "found '*', expected a number")]
    [InlineData("x0 ** 2", 4, "found '**', expected '^' for a power")]
    [InlineData("x0 / 0", 6, "found a division by 0")]
    [InlineData("x0 / (1 - 1)", 9, "found a division by 0")]
    [InlineData("x0 + 1e400", 6, "the number '1e400' is too large")]
    [InlineData("x0 + 1e39", 6, "the number '1e39' is too large")]
    [InlineData("x0 + 1e-400", 6, "the number '1e-400' is too small")]
    [InlineData("x0 + 1e30*1e30", 10, "the value of this part is no finite number")]
    [InlineData("x0 + log(0)", 6, "the value of this part is no finite number")]
    [InlineData("x0^2000", 4, "the power 2000 is too large; expected whole powers up to 1024")]
    [InlineData("expp(x0)", 1, "unknown function 'expp'; did you mean 'exp'")]
    [InlineData("neighbors(i, j, x[i])", 1, "unknown function 'neighbors'; did you mean 'neighbours'")]
    [InlineData("omga*x0", 1, "unknown name 'omga'; did you mean 'omega', and coordinates x0, x1, ...")]
    [InlineData("x0 + foo", 6, "unknown name 'foo'; known: pi, e, omega, dimension, and coordinates")]
    [InlineData("x + 1", 1, "found 'x', expected a coordinate such as x0 or x[0]")]
    [InlineData("x0 + exp", 6, "found the function 'exp' without '(', expected exp(...)")]
    [InlineData("exp(x0, x1)", 1, "exp has 2 operands, expected 1")]
    [InlineData("where(x0, x1)", 1, "where has 2 operands, expected 3")]
    [InlineData("exp()", 5, "found ')', expected a number")]
    [InlineData("x0 < x1 < x2", 9, "found '<', expected one comparison")]
    [InlineData("x0 $ 1", 4, "'$' has no meaning here")]
    [InlineData("x0 \u00d7 1", 4, "the character U+00D7 has no meaning here")]
    [InlineData("x0 % 2", 4, "found '%', expected an operator or the end; % works in indices only")]
    [InlineData("3 + pi", 1, "the expression uses no coordinate")]
    [InlineData("x[0", 4, "found the end of the expression, expected ']' that closes the index")]
    [InlineData("x[1.5]", 3, "found '1.5', expected a whole number as index")]
    [InlineData("x[x0]", 3, "found 'x0', expected an index")]
    [InlineData("x99999999999", 1, "the index '99999999999' is too large")]
    [InlineData("x[1/0]", 5, "found a division by 0 in an index")]
    [InlineData("x[0-1]", 3, "found the coordinate x[-1]; expected an index of at least 0")]
    [InlineData("sum(x[i]^2)", 5, "the name 'x' is taken, expected a new name for the index, for example i")]
    [InlineData("sum(2, x0)", 5, "found '2', expected the name of an index")]
    [InlineData("sum(i, sum(i, x[i]))", 12, "the name 'i' is taken, expected a new name for the index, for example j")]
    [InlineData("sum(i, 3..1, x[i])", 8, "sum has no terms: its index runs from 3 to 1")]
    [InlineData("sum(i, 0..i, x[i])", 11, "found the index 'i' in a bound")]
    [InlineData("sum(i, 0..99999, x0)", 11, "the index '99999' is too large")]
    [InlineData("sum(i, 0..9999, sum(j, 0..9999, x[i]*x[j]))", 17, "the sum has 100000000 terms, more than 65536")]
    [InlineData("sum(i x[i])", 7, "found 'x', expected ',' after the index of sum")]
    [InlineData("neighbours(i, j, x[i]*x[j]) + x3", 1, "neighbours(i, j, ...) needs a lattice")]
    [InlineData("sum(i, 0..3, x[i]) + i", 22, "unknown name 'i'")]
    public void Errors_name_the_column(string text, int column, string problem)
    {
        ExpressionException error = Assert.Throws<ExpressionException>(() => new ExpressionEnergy(text, new ExpressionEnergySettings { Parameters = [new("omega", 1)] }));
        Assert.StartsWith(problem, error.Problem, StringComparison.Ordinal);
        Assert.Equal(column, error.Column);
        Assert.Equal(FormattableString.Invariant($"Expression, column {column}: {error.Problem}."), error.Message);
        Assert.Equal(2, error.ExitCode);
    }

    [Theory]
    [InlineData("x5 + x0", 1, "found the coordinate x5; dimension mismatch: the dimension is 2, so the coordinates are x0 to x1")]
    [InlineData("x0 + x[1 + 1]", 8, "found the coordinate x2; dimension mismatch: the dimension is 2")]
    [InlineData("sum(i, x[i + 1])", 10, "x[i + 1] is x[2] where i = 1; dimension mismatch: the dimension is 2, so the coordinates are x0 to x1; for periodic neighbours write x[(i + 1) % 2]")]
    public void Coordinates_beyond_the_dimension_are_a_mismatch(string text, int column, string problem)
    {
        ExpressionException error = Assert.Throws<ExpressionException>(() => new ExpressionEnergy(text, new ExpressionEnergySettings { Dimension = 2 }));
        Assert.StartsWith(problem, error.Problem, StringComparison.Ordinal);
        Assert.Equal(column, error.Column);
    }

    [Fact]
    public void Wrong_settings_are_refused()
    {
        Assert.Contains("does not tell how many coordinates", Message("sum(i, x[i]^2)", new()), StringComparison.Ordinal);
        Assert.Contains("the lattice has 6 sites", Message("x0", new() { Dimension = 5, Lattice = new Lattice(2, 3) }), StringComparison.Ordinal);
        Assert.Contains("expected 1 to 16384", Message("x0", new() { Dimension = 0 }), StringComparison.Ordinal);
        Assert.Contains("has a name that the language uses", Message("x0", new() { Parameters = [new("sum", 1)] }), StringComparison.Ordinal);
        Assert.Contains("is declared twice", Message("x0", new() { Parameters = [new("a", 1), new("a", 2)] }), StringComparison.Ordinal);
        Assert.Contains("expected a finite number", Message("x0", new() { Parameters = [new("a", double.NaN)] }), StringComparison.Ordinal);
        Assert.Contains("has 2 numbers where there are 1 coordinates", Message("x0", new() { Centre = [1, 2] }), StringComparison.Ordinal);
        Assert.Contains("must be above 0", Message("x0", new() { Spread = [0] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_and_long_text_end_in_an_error()
    {
        foreach (string opening in new[] { "(", "-", "exp(", "x0^", "x[", "where(1,", "sum(i,", "x0+(", "2^(", "x[(" })
        {
            Refused(string.Concat(Enumerable.Repeat(opening, 190)));
            Refused(string.Concat(Enumerable.Repeat(opening, 100_000 / opening.Length)));
        }
        Assert.Contains("nested deeper than 200 levels", Message(new string('(', 1000) + "x0" + new string(')', 1000), new()), StringComparison.Ordinal);
        Assert.Contains("more than 20000 parts", Message("x0" + string.Concat(Enumerable.Repeat("+x0", 33_000)), new()), StringComparison.Ordinal);
        Assert.Contains("more than 100000", Message(new string('1', 100_001), new()), StringComparison.Ordinal);
        Refused(new string('1', 100_000));
        Refused(new string(' ', 100_000));
        Refused("x[0" + string.Concat(Enumerable.Repeat("+1", 5000)) + "]");
        // Long chains and deep brackets within the limits work.
        ExpressionEnergy chain = new("x0" + string.Concat(Enumerable.Repeat("+x0*2", 4_000)));
        Assert.Equal(8001.0, chain.Evaluate([1]));
        ExpressionEnergy deep = new(string.Concat(Enumerable.Repeat("-(", 90)) + "x0" + new string(')', 90));
        Assert.Equal(1.0, deep.Evaluate([1]));
    }

    [Fact]
    public void Random_text_never_does_anything_but_parse_or_explain()
    {
        string[] pieces =
        [
            "x0", "x1", "x[", "]", "(", ")", "+", "-", "*", "/", "^", ",", "..", "%", "<", "==", "sum(", "i", "j", "pairs(", "neighbours(", "where(", "exp(", "log(",
            "1", "2.5", "1e9", "0", "pi", "e", "dimension", " ", "x[i]", "i,", "0..3,", "=", "\u0000", "\ud83d", "x", "1e-40", ".", "a", "\n", "max(",
        ];
        Random random = new(20240501);
        Stopwatch clock = Stopwatch.StartNew();
        int parsed = 0;
        for (int text = 0; text < 6000; text++)
        {
            int length = random.Next(1, text % 100 == 0 ? 2000 : 14);
            string candidate = string.Concat(Enumerable.Range(0, length).Select(_ => text % 3 == 0 ? ((char)random.Next(1, 300)).ToString() : pieces[random.Next(pieces.Length)]));
            try
            {
                ExpressionEnergy energy = new(candidate, new ExpressionEnergySettings { Dimension = text % 2 == 0 ? 4 : null, Lattice = text % 5 == 0 ? new Lattice(2, 2) : null });
                energy.Evaluate(new double[energy.Dimensions]);
                parsed++;
            }
            catch (UserErrorException error)
            {
                Assert.True(error.Message.Length < 600, error.Message);
            }
        }
        Assert.InRange(parsed, 20, 3000);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60));
    }

    private static void Refused(string text)
    {
        UserErrorException error = Assert.ThrowsAny<UserErrorException>(() => new ExpressionEnergy(text));
        Assert.True(error.Message.Length < 600, error.Message);
    }

    private static string Message(string text, ExpressionEnergySettings settings) => Assert.ThrowsAny<UserErrorException>(() => new ExpressionEnergy(text, settings)).Message;
}
