using GenGpu.Sweeps.Expansion;

namespace GenGpu.Sweeps.Execution;

/// <summary>How a sweep is run; nothing here changes a result.</summary>
public sealed record SweepOptions
{
    /// <summary>The part to train.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>Whether trials that the folder does not know are added.</summary>
    public bool Extend { get; init; }

    /// <summary>Whether failed trials are trained again.</summary>
    public bool RetryFailed { get; init; } = true;

    /// <summary>Whether diverged trials are trained again.</summary>
    public bool RetryDiverged { get; init; }

    /// <summary>Whether to take work over from an owner that seems to live.</summary>
    public bool Steal { get; init; }

    /// <summary>Whether weights are kept.</summary>
    public bool KeepWeights { get; init; } = true;

    /// <summary>Seconds between two checkpoints.</summary>
    public double CheckpointSeconds { get; init; } = 30;

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> ...</summary>
    public string Accelerator { get; init; } = "auto";

    /// <summary>Threads; 0 for every core.</summary>
    public int Threads { get; init; }

    /// <summary>Time between two progress messages.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(0.2);
}
