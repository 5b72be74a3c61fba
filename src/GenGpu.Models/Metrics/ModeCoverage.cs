namespace GenGpu.Models.Metrics;

/// <summary>How a model's samples spread over the modes of a target.</summary>
/// <param name="ModesHit">Modes that hold at least one sample of high quality: within <see cref="ModeCounter.HighQualityRadius"/>, three standard deviations up to two dimensions.</param>
/// <param name="HighQualityShare">Share of samples that are of high quality for their nearest mode (Mahalanobis).</param>
/// <param name="TotalVariation">Half the sum over modes of |share of samples - weight|, every sample counted at its nearest mode.</param>
/// <param name="EntropicCoverage">Entropy of the shares of samples divided by log(number of modes): 1 when all modes are hit equally often; 1 for a single mode.</param>
/// <param name="ReverseKl">KL(shares of samples || weights) in nats, every sample counted at its nearest mode (Lin et al. 2018, reverse KL).</param>
/// <param name="CovarianceError">
/// Mean over the modes with enough samples of |L^-1 C L^-T - I| / sqrt(d), C the covariance of the samples of high quality, divided by what the cut leaves of that of a Gaussian, and L L^T
/// the mode's own: 0 for the right shape, near 1 for a mode shrunk to a point; NaN when no mode has enough.
/// </param>
/// <param name="Missing">
/// Indices of the modes with less than a tenth of their weight around them: samples that are nearest to the mode, and of high quality or within half the way to the nearest other mode.
/// </param>
public readonly record struct ModeCoverage(
    int ModesHit, double HighQualityShare, double TotalVariation, double EntropicCoverage, double ReverseKl, double CovarianceError, IReadOnlyList<int> Missing);
