namespace GenGpu.Evaluation;

/// <summary>How target samples of an energy are drawn where there is no exact sampler.</summary>
public sealed record ReferenceOptions
{
    /// <summary>Seed; the same seed gives the same samples on one accelerator.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Groups of chains, each with step sizes of its own; they run side by side on all cores.</summary>
    public int Groups { get; init; } = 4;

    /// <summary>Chains of a group.</summary>
    public int ChainsPerGroup { get; init; } = 32;

    /// <summary>Moves of every chain before the first sample, during which step sizes are adapted.</summary>
    public int WarmupMoves { get; init; } = 300;

    /// <summary>Leapfrog steps of a move.</summary>
    public int LeapfrogSteps { get; init; } = 10;

    /// <summary>Most moves between two samples of a chain; how many it takes is measured.</summary>
    public int MaximumThinning { get; init; } = 50;

    /// <summary>Least number of samples that every chain takes, for the diagnostics; where fewer are wanted, those between are dropped.</summary>
    public int MinimumLength { get; init; } = 200;

    /// <summary>Inverse temperature of the hottest replica of parallel tempering relative to that of the target.</summary>
    public double HottestRatio { get; init; } = 0.1;

    /// <summary>Use chains even where the energy has an exact sampler, to compare the two.</summary>
    public bool IgnoreExactSampler { get; init; }
}
