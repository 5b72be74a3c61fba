namespace GenGpu.Training;

/// <summary>The exact likelihood of one family over its seeds.</summary>
/// <param name="Method">How it was computed.</param>
/// <param name="KlDivergence">Median of KL(target || model density), or null where the target has no density.</param>
/// <param name="MeanLogLikelihood">Median of the mean log-likelihood, or null.</param>
/// <param name="LogPartition">Median of log Z, or null.</param>
public sealed record SummaryLikelihood(string Method, double? KlDivergence, double? MeanLogLikelihood, double? LogPartition);
