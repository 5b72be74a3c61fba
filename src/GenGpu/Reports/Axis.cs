namespace GenGpu.Reports;

/// <summary>Equal bins on one axis.</summary>
/// <param name="Lower">Lower end.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Bins">Number of bins.</param>
internal readonly record struct Axis(double Lower, double Upper, int Bins)
{
    /// <summary>Width of a bin.</summary>
    public double Width => (Upper - Lower) / Bins;

    /// <summary>Middle of a bin.</summary>
    public double Centre(int bin) => Lower + ((bin + 0.5) * Width);

    /// <summary>The bin of a value, or -1 outside the axis and for NaN.</summary>
    public int Bin(float value) => value >= Lower && value <= Upper ? Math.Min((int)((value - Lower) / Width), Bins - 1) : -1;

    /// <summary>The axis for one column: the report's range, else where the target's samples lie, a few outliers aside.</summary>
    public static Axis For(RunReport report, int column, int bins)
    {
        if (report.Range is (double lower, double upper))
            return new Axis(lower, upper, bins);
        float[] sorted = report.Target.Column(column).ToArray();
        Array.Sort(sorted);
        double low = sorted[(int)(0.002 * (sorted.Length - 1))], high = sorted[(int)Math.Ceiling(0.998 * (sorted.Length - 1))];
        double margin = high > low ? 0.08 * (high - low) : Math.Max(1e-6, Math.Abs(high) * 0.05);
        return new Axis(low - margin, high + margin, bins);
    }
}
