using System.Globalization;

namespace GenGpu.Reports;

/// <summary>Axis ticks chosen so that labels are round and never crowd.</summary>
internal static class Ticks
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>The list of a gnuplot "set xtics" for a logarithmic axis: labels at decades, and at 2 and 5 where decades are few.</summary>
    public static string Logarithmic(double lower, double upper, bool counts)
    {
        double decades = Math.Log10(upper / lower);
        int[] labelled = decades < 0.6 ? [1, 2, 3, 4, 5, 6, 7, 8, 9] : decades < 1.2 ? [1, 2, 3, 5] : decades < 2.5 ? [1, 2, 5] : [1];
        List<string> entries = [];
        for (int exponent = (int)Math.Floor(Math.Log10(lower)); exponent <= Math.Ceiling(Math.Log10(upper)); exponent++)
        {
            for (int digit = 1; digit <= 9; digit++)
            {
                double value = double.Parse(FormattableString.Invariant($"{digit}e{exponent}"), CultureInfo.InvariantCulture);
                if (value < lower * 0.9999 || value > upper * 1.0001)
                    continue;
                bool major = labelled.Contains(digit);
                entries.Add(FormattableString.Invariant($"'{(major ? Label(digit, exponent, counts) : "")}' {value:R}{(major ? "" : " 1")}"));
            }
        }

        return $"({string.Join(", ", entries)})";
    }

    /// <summary>A round distance of ticks that gives about the wanted number of them, and at least two: one label is no scale.</summary>
    public static string Step(double lower, double upper, int wanted)
    {
        double raw = (upper - lower) / wanted;
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double[] steps = [.. new[] { 0.5, 1, 2, 5, 10 }.Select(multiple => multiple * power)];
        int chosen = Array.FindIndex(steps, 1, step => step >= raw * 0.999);
        if (Count(lower, upper, steps[chosen]) < 2)
            chosen--;
        return steps[chosen].ToString("G3", CultureInfo.InvariantCulture);
    }

    /// <summary>A share in two digits, as a power of ten where it is small.</summary>
    /// <param name="value">From 0 to 1.</param>
    public static string Figure(double value)
    {
        if (value is 0 or >= 0.001 || !double.IsFinite(value))
            return value.ToString("G2", CultureInfo.InvariantCulture);
        string[] parts = value.ToString("0.0e0", CultureInfo.InvariantCulture).Split('e');
        return $"{parts[0]}×{Power(int.Parse(parts[1], CultureInfo.InvariantCulture))}";
    }

    /// <summary>Letters of the longest label of an axis with a step.</summary>
    /// <param name="lower">Lower end of the axis.</param>
    /// <param name="upper">Its upper end.</param>
    /// <param name="step">What <see cref="Step"/> has chosen.</param>
    public static int Letters(double lower, double upper, string step)
    {
        double distance = double.Parse(step, CultureInfo.InvariantCulture);
        int longest = 1;
        for (double tick = Math.Ceiling(lower / distance); tick <= upper / distance; tick++)
            longest = Math.Max(longest, (tick * distance).ToString("G6", CultureInfo.InvariantCulture).Length);
        return longest;
    }

    private static double Count(double lower, double upper, double step) => Math.Floor(upper / step) - Math.Ceiling(lower / step) + 1;

    private static string Label(int digit, int exponent, bool counts)
    {
        if (counts && exponent is >= 3 and < 9)
        {
            (int scale, string unit) = exponent < 6 ? (3, "k") : (6, "M");
            return FormattableString.Invariant($"{digit * Math.Pow(10, exponent - scale):G6}{unit}");
        }

        if (exponent is >= -3 and <= 3)
            return (digit * Math.Pow(10, exponent)).ToString("G3", CultureInfo.InvariantCulture);
        return digit == 1 ? Power(exponent) : $"{digit}×{Power(exponent)}";
    }

    private static string Power(int exponent) => "10" + string.Concat(exponent.ToString(CultureInfo.InvariantCulture).Select(c => c == '-' ? '⁻' : Superscripts[c - '0']));
}
