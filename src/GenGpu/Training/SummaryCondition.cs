namespace GenGpu.Training;

/// <summary>Figures of a conditional model at certain conditions.</summary>
/// <param name="Given">The conditions in words.</param>
/// <param name="Values">Value of each condition by name; empty for a range.</param>
/// <param name="IsHeldOut">Whether training has left these conditions out.</param>
/// <param name="Metrics">Metrics by name, each with the floor for as many samples there.</param>
/// <param name="Seeds">Metrics of each trial that was measured, by its seed.</param>
public sealed record SummaryCondition(
    string Given,
    IReadOnlyDictionary<string, double> Values,
    bool IsHeldOut,
    IReadOnlyDictionary<string, SummaryMetric> Metrics,
    IReadOnlyDictionary<ulong, IReadOnlyDictionary<string, double>> Seeds);
