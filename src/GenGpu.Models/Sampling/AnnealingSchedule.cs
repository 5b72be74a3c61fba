namespace GenGpu.Models.Sampling;

/// <summary>Where the intermediate distributions lie between proposal (b = 0) and target (b = 1).</summary>
public enum AnnealingSchedule
{
    /// <summary>Equal steps of b.</summary>
    Linear,

    /// <summary>Equal ratios from <see cref="AnnealedImportanceOptions.FirstFraction"/> to 1, for proposals much wider than the target.</summary>
    Geometric,
}
