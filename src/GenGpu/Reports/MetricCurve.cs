namespace GenGpu.Reports;

/// <summary>One metric of one model over training, at the steps where it was evaluated.</summary>
/// <param name="Median">Median over seeds, or the value when there is one seed.</param>
/// <param name="Low">Smallest value over seeds; the same list as <paramref name="Median"/> when there is one seed.</param>
/// <param name="High">Largest value over seeds; the same list as <paramref name="Median"/> when there is one seed.</param>
public sealed record MetricCurve(IReadOnlyList<double> Median, IReadOnlyList<double> Low, IReadOnlyList<double> High)
{
    /// <summary>A curve of a single seed.</summary>
    /// <param name="values">One value per evaluated step.</param>
    public static MetricCurve OfOneSeed(IReadOnlyList<double> values) => new(values, values, values);

    /// <summary>True when several seeds spread around the median.</summary>
    internal bool HasRange => !ReferenceEquals(Low, Median) || !ReferenceEquals(High, Median);
}
