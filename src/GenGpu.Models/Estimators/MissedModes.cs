namespace GenGpu.Models.Estimators;

/// <summary>The rule that tells a model that misses modes from a good one: its own samples all weigh alike (high reverse effective sample size), while target samples lie where it has no mass (low forward one).</summary>
public static class MissedModes
{
    /// <summary>Reverse effective sample fraction from which a model looks good to itself.</summary>
    public const double HighReverse = 0.2;

    /// <summary>The forward fraction is low when it is below this share of the reverse one; both estimate the same number when nothing is missed.</summary>
    public const double LowShare = 0.1;

    /// <summary>Whether modes are missed.</summary>
    /// <param name="reverse">Effective sample fraction of model samples, <see cref="ImportanceWeights.EffectiveSampleFraction"/>.</param>
    /// <param name="forward">That of target samples, <see cref="ForwardWeights.EffectiveSampleFraction"/>.</param>
    public static bool Suspected(double reverse, double forward) => reverse >= HighReverse && forward < LowShare * reverse;

    /// <summary>The warning, or null when there is nothing to warn of.</summary>
    /// <param name="reverse">Effective sample fraction of model samples.</param>
    /// <param name="forward">That of target samples.</param>
    public static string? Warning(double reverse, double forward) => Suspected(reverse, forward)
        ? FormattableString.Invariant($"missed modes: the effective sample size is {reverse:P1} on the model's own samples but {forward:P2} on target samples; log Z, reweighted means and occupations leave out what the model does not reach.")
        : null;
}
