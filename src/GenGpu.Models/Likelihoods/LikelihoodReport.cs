namespace GenGpu.Models.Likelihoods;

/// <summary>What the exact likelihood of one model says. Natural logarithms; densities are per unit volume of the target's original units.</summary>
/// <param name="Method">How it was computed.</param>
/// <param name="KlDivergence">KL(target || model density), over categories in binned mode; null where the target knows no density or mass.</param>
/// <param name="MeanLogLikelihood">E[log q(x)] under the target, or over the held-out points; null without either.</param>
/// <param name="LogPartition">log Z of the model, for energy-based models.</param>
/// <param name="ErrorEstimate">Estimated error of the divergence (or mean log-likelihood) from the numerical integration; 0 for enumeration.</param>
public sealed record LikelihoodReport(string Method, double? KlDivergence, double? MeanLogLikelihood, double? LogPartition, double ErrorEstimate)
{
    /// <summary>Whether the figures are bounds: the mean log-likelihood from below, the divergence from above.</summary>
    public bool IsBound { get; init; }

    /// <summary>E[log p(x)] of the target, which no model passes; null where its entropy is not known.</summary>
    public double? PerfectMean { get; init; }
}
