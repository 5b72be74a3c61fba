namespace GenGpu.Sweeps.Execution;

/// <summary>What became of a run of a sweep.</summary>
/// <param name="Stopped">Whether it was asked to stop; checkpoints are then on the disk.</param>
/// <param name="Progress">How far the shard is.</param>
/// <param name="Trained">Trials that ended in this process.</param>
/// <param name="Times">Where the time of this process went.</param>
public sealed record SweepOutcome(bool Stopped, SweepProgress Progress, int Trained, SweepTimes Times);
