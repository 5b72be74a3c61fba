namespace GenGpu.Models.Metrics;

/// <summary>How a model's samples spread over the modes of a target.</summary>
/// <param name="ModesHit">Modes that hold at least one sample of high quality: within <see cref="ModeCounter.HighQualityRadius"/>, three standard deviations up to two dimensions.</param>
/// <param name="HighQualityShare">Share of samples that are of high quality for their nearest mode (Mahalanobis).</param>
/// <param name="TotalVariation">Half the sum over modes of |share of samples - weight|, every sample counted at its nearest mode.</param>
/// <param name="EntropicCoverage">Entropy of the shares of samples divided by log(number of modes): 1 when all modes are hit equally often; 1 for a single mode.</param>
/// <param name="ReverseKl">KL(shares of samples || weights) in nats, every sample counted at its nearest mode (Lin et al. 2018, reverse KL).</param>
/// <param name="CovarianceError">
/// Mean over the modes with at least 25 (d + 1) samples of high quality (<see cref="ModeMoments.SmallestCount"/>) of |L^-1 C L^-T / c - I| / sqrt(d), Frobenius norm, C the covariance of those samples, c what the cut leaves of a
/// Gaussian's, and L L^T the mode's own: 0 for the right shape, near 1 for a mode shrunk to a point. A perfect model scores about sqrt((d + 1) / n) in a mode with n samples, at most 0.2; NaN when no mode has enough.
/// </param>
/// <param name="Missing">
/// Indices of the modes with less than a tenth of their weight around them: samples that are nearest to the mode, and of high quality or within half the way to the nearest other mode.
/// </param>
public readonly record struct ModeCoverage(
    int ModesHit, double HighQualityShare, double TotalVariation, double EntropicCoverage, double ReverseKl, double CovarianceError, IReadOnlyList<int> Missing)
{
    /// <summary>Adds what follows from the shares of the modes alone.</summary>
    internal static ModeCoverage Of(double[] shares, double[] weights, int modesHit, double highQualityShare, double[] covarianceErrors, IReadOnlyList<int> missing)
    {
        double entropy = 0;
        double reverse = 0;
        for (int mode = 0; mode < shares.Length; mode++)
        {
            if (shares[mode] == 0)
                continue;
            entropy -= shares[mode] * Math.Log(shares[mode]);
            reverse += shares[mode] * Math.Log(shares[mode] / weights[mode]);
        }

        return new ModeCoverage(
            modesHit,
            highQualityShare,
            Divergences.TotalVariation(shares, weights),
            shares.Length == 1 ? 1 : entropy / Math.Log(shares.Length),
            reverse,
            covarianceErrors.Length == 0 ? double.NaN : covarianceErrors.Average(),
            missing);
    }
}
