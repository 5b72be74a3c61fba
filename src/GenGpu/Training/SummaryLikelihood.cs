namespace GenGpu.Training;

/// <summary>The exact likelihood of one family over its seeds.</summary>
/// <param name="Method">How it was computed.</param>
/// <param name="KlDivergence">Median of KL(target || model density), or null where the target has no density.</param>
/// <param name="MeanLogLikelihood">Median of the mean log-likelihood, or null.</param>
/// <param name="LogPartition">Median of log Z, or null.</param>
public sealed record SummaryLikelihood(string Method, double? KlDivergence, double? MeanLogLikelihood, double? LogPartition)
{
    /// <summary>Whether the figures are bounds: the mean log-likelihood from below, the divergence from above.</summary>
    public bool IsBound { get; init; }

    /// <summary>Minus the mean log-likelihood in bits per dimension, for bounds; null elsewhere.</summary>
    public double? BitsPerDimension { get; init; }

    /// <summary>What a perfect model would score: the target's entropy in bits per dimension; null where it is not known.</summary>
    public double? PerfectBitsPerDimension { get; init; }
}
