using System.Globalization;
using GenGpu.Reports;

namespace GenGpu.Tests.Reports;

/// <summary>Ticks of linear axes: round, about as many as wanted, and never a single one.</summary>
public sealed class TicksTests
{
    [Theory]
    [InlineData(0, 10, 5, "2")]
    [InlineData(-3.5, 3.5, 6, "2")]
    [InlineData(0, 0.42, 5, "0.1")]
    [InlineData(55, 145, 4, "20")]
    [InlineData(1.2, 9.8, 4, "2")]
    public void Steps_are_round(double lower, double upper, int wanted, string step) => Assert.Equal(step, Ticks.Step(lower, upper, wanted));

    [Theory]
    [InlineData(0, 0.17, 4)]
    [InlineData(0, 0.0098, 5)]
    [InlineData(-20, 4, 3)]
    [InlineData(0, 3e-5, 5)]
    public void The_longest_label_is_known(double lower, double upper, int letters) => Assert.Equal(letters, Ticks.Letters(lower, upper, Ticks.Step(lower, upper, 5)));

    [Theory]
    [InlineData(0.954, "0.95")]
    [InlineData(0.0047, "0.0047")]
    [InlineData(7.84e-5, "7.8×10⁻⁵")]
    [InlineData(9.99e-6, "1.0×10⁻⁵")]
    [InlineData(0, "0")]
    public void Small_shares_are_powers_of_ten(double value, string expected) => Assert.Equal(expected, Ticks.Figure(value));

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    public void Wherever_an_axis_lies_two_ticks_fall_on_it_and_few_more_than_wanted(int wanted)
    {
        for (int shift = 0; shift < 500; shift++)
        {
            double lower = -7.3 + (0.031 * shift), upper = lower + 0.7 + (0.17 * shift);
            double step = double.Parse(Ticks.Step(lower, upper, wanted), CultureInfo.InvariantCulture);
            Assert.InRange(Math.Floor(upper / step) - Math.Ceiling(lower / step) + 1, 2, (2.5 * wanted) + 1);
        }
    }
}
