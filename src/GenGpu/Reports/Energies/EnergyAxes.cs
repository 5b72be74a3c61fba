namespace GenGpu.Reports.Energies;

/// <summary>Chooses the ranges of axes: all that the target and the flow's bulk need, whatever a few stray samples do.</summary>
internal static class EnergyAxes
{
    private const double Tail = 1e-3;

    /// <summary>The axis of one coordinate.</summary>
    /// <param name="report">The data, with samples of the flow.</param>
    /// <param name="exact">The exact density, or null.</param>
    /// <param name="column">Index of the coordinate.</param>
    /// <param name="bins">Number of bins.</param>
    public static Axis Coordinate(EnergyReport report, ExactDensity? exact, int column, int bins)
    {
        if (report.Law.Energy.IsAngular)
            return new Axis(-Math.PI, Math.PI, bins);
        WeightedPoints flow = report.Samples!;
        List<(double Low, double High)> target = [];
        if (exact is not null)
            target.Add(exact.Support(column));
        Add(target, report.Target is { } samples ? WeightedHistograms.Quantiles(samples.Column(column), [], Tail, 1 - Tail) : null);
        Add(target, WeightedHistograms.Quantiles(flow.Points.Column(column), flow.Weights.Span, Tail, 1 - Tail));
        return Join(target, WeightedHistograms.Quantiles(flow.Points.Column(column), [], Tail, 1 - Tail), bins);
    }

    /// <summary>The axis of beta U.</summary>
    /// <param name="report">The data, with samples of the flow.</param>
    /// <param name="bins">Number of bins.</param>
    public static Axis Energy(EnergyReport report, int bins)
    {
        WeightedPoints flow = report.Samples!;
        List<(double Low, double High)> target = [];
        Add(target, WeightedHistograms.Quantiles(report.TargetReducedEnergies.Span, [], 0, 1 - Tail));
        Add(target, WeightedHistograms.Quantiles(flow.ReducedEnergies.Span, flow.Weights.Span, 0, 1 - Tail));
        return Join(target, WeightedHistograms.Quantiles(flow.ReducedEnergies.Span, [], Tail / 10, 1 - (5 * Tail)), bins);
    }

    private static void Add(List<(double Low, double High)> list, (double Low, double High)? range)
    {
        if (range is { } known)
            list.Add(known);
    }

    // The flow may stretch the target's range to thrice its width, no more.
    private static Axis Join(List<(double Low, double High)> target, (double Low, double High)? flow, int bins)
    {
        if (target.Count == 0 && flow is null)
            return new Axis(-1, 1, bins);
        (double low, double high) = target.Count == 0 ? flow!.Value : (target.Min(range => range.Low), target.Max(range => range.High));
        double width = high - low;
        if (flow is { } own && width > 0)
            (low, high) = (Math.Max(Math.Min(low, own.Low), low - width), Math.Min(Math.Max(high, own.High), high + width));
        double margin = high > low ? 0.04 * (high - low) : Math.Max(1e-6, 0.05 * Math.Abs(high));
        return new Axis(low - margin, high + margin, bins);
    }
}
