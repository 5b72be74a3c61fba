namespace GenGpu.Models.Estimators;

/// <summary>
/// The rule that tells when weighted figures rest on single samples: the largest weight's share of the sum (Chatterjee and Diaconis 2018, section 2: as long as it is not small, importance sampling has not converged, whatever
/// the sample variance says). Standard errors then mislead: that of log Z stays below 1 with one weight alone.
/// </summary>
public static class DominantWeight
{
    /// <summary>Share from which a warning is due: the weight alone then makes a tenth of Z, and a standard error of log Z below that cannot be true.</summary>
    public const double LargestShare = 0.1;

    /// <summary>The warning, or null when there is nothing to warn of.</summary>
    /// <param name="share">Share of the largest weight, <see cref="ImportanceWeights.MaximumShare"/>.</param>
    /// <param name="count">Number of samples.</param>
    public static string? Warning(double share, long count) => share > LargestShare && count > 1
        ? FormattableString.Invariant($"one weight dominates: the largest of {count} is {share:P0} of their sum; log Z, reweighted means and the effective sample size rest on that sample, and their true errors are larger than those printed.")
        : null;
}
