namespace GenGpu.Reports;

/// <summary>Target and models at certain conditions.</summary>
/// <param name="Given">The conditions in words.</param>
/// <param name="IsHeldOut">Whether training has left them out.</param>
/// <param name="Target">Samples of the target there.</param>
/// <param name="Models">Samples of each model there, in the order of the report; null where it has diverged.</param>
public sealed record ConditionPanel(string Given, bool IsHeldOut, ReportSamples Target, IReadOnlyList<ReportSamples?> Models)
{
    /// <summary>The exact density of one coordinate where it is known; or null.</summary>
    public Func<double, double>? Density { get; init; }
}
