using System.Globalization;

namespace GenGpu.Cli.Screen;

/// <summary>Numbers as people read them in tables, the same in every culture.</summary>
internal static class Figures
{
    /// <summary>A figure with three significant digits, never in powers of ten where five decimals do.</summary>
    /// <param name="value">The figure.</param>
    public static string Of(double value)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        double size = Math.Abs(value);
        if (double.IsNaN(value))
            return "-";
        if (double.IsInfinity(value))
            return value > 0 ? "infinite" : "-infinite";
        return size switch
        {
            0 => "0",
            >= 1e6 or < 1e-5 => value.ToString("0.00e+0", invariant),
            >= 100 => value.ToString("0", invariant),
            >= 10 => value.ToString("0.0", invariant),
            >= 1 => value.ToString("0.00", invariant),
            >= 0.1 => value.ToString("0.000", invariant),
            >= 0.01 => value.ToString("0.0000", invariant),
            >= 0.001 => value.ToString("0.00000", invariant),
            _ => value.ToString("0.000000", invariant),
        };
    }

    /// <summary>A figure with five decimals at least where it is small enough, for values that are compared with exact ones.</summary>
    /// <param name="value">The figure.</param>
    public static string Precise(double value) => Math.Abs(value) < 1e-12 ? "0" : Math.Abs(value) is >= 1e-4 and < 1e5
        ? value.ToString(Math.Abs(value) < 100 ? "0.00000" : "0.000", CultureInfo.InvariantCulture)
        : Of(value);

    /// <summary>A whole number with thin groups of three: 100 000.</summary>
    /// <param name="value">The number.</param>
    public static string Whole(double value) => double.IsFinite(value)
        ? Math.Round(value).ToString("#,0", CultureInfo.InvariantCulture).Replace(',', ' ')
        : "-";

    /// <summary>A rate: 812, 94.1k, 1.30M.</summary>
    /// <param name="value">Per second.</param>
    public static string Rate(double value) => value switch
    {
        double.NaN => "-",
        >= 1e6 => (value / 1e6).ToString("0.00", CultureInfo.InvariantCulture) + "M",
        >= 1e4 => (value / 1e3).ToString("0.0", CultureInfo.InvariantCulture) + "k",
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        _ => Of(value),
    };

    /// <summary>A duration: 4.2 s, 3 min 05 s, 2 h 10 min.</summary>
    /// <param name="seconds">Seconds.</param>
    public static string Seconds(double seconds)
    {
        if (!double.IsFinite(seconds))
            return "-";
        if (seconds < 99.95)
            return seconds.ToString(seconds < 0.995 ? "0.00" : "0.0", CultureInfo.InvariantCulture) + " s";
        var time = TimeSpan.FromSeconds(Math.Round(seconds));
        return time.TotalHours < 1
            ? FormattableString.Invariant($"{(int)time.TotalMinutes} min {time.Seconds:00} s")
            : FormattableString.Invariant($"{(int)time.TotalHours} h {time.Minutes:00} min");
    }
}
