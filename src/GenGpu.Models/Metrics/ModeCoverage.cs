namespace GenGpu.Models.Metrics;

/// <summary>How a model's samples spread over the modes of a target.</summary>
/// <param name="ModesHit">Modes that hold at least one sample within three standard deviations.</param>
/// <param name="HighQualityShare">Share of samples within three standard deviations (Mahalanobis) of their nearest mode.</param>
/// <param name="TotalVariation">Half the sum over modes of |share of samples - weight|, every sample counted at its nearest mode.</param>
/// <param name="EntropicCoverage">Entropy of the shares of samples divided by log(number of modes): 1 when all modes are hit equally often; 1 for a single mode.</param>
public readonly record struct ModeCoverage(int ModesHit, double HighQualityShare, double TotalVariation, double EntropicCoverage);
