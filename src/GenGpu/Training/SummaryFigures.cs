namespace GenGpu.Training;

/// <summary>Figures of the last, or of the best, parameters of one family.</summary>
/// <param name="Steps">Median of the training steps that the parameters have seen.</param>
/// <param name="Metrics">By name of the metric.</param>
/// <param name="Likelihood">The exact likelihood where it is cheap, or null.</param>
public sealed record SummaryFigures(double Steps, IReadOnlyDictionary<string, SummaryMetric> Metrics, SummaryLikelihood? Likelihood);
