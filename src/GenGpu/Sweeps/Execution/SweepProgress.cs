namespace GenGpu.Sweeps.Execution;

/// <summary>How far a sweep is.</summary>
/// <param name="Total">Trials of this shard.</param>
/// <param name="Done">Of these, trained to the end or stopped by a rule.</param>
/// <param name="Diverged">Of these, diverged.</param>
/// <param name="Failed">Of these, failed.</param>
/// <param name="Running">Of these, training now.</param>
/// <param name="TrialsPerSecond">Trials that ended per second of this process; NaN before the first.</param>
/// <param name="StepsPerSecond">Model-steps per second of this process.</param>
/// <param name="TimeLeft">Estimate of the time left, or null.</param>
/// <param name="Elapsed">Time since this process began.</param>
/// <param name="Busy">Share of the core time of training that cores were busy; NaN where the accelerator does not measure it.</param>
/// <param name="BestMetric">Name of the metric of <paramref name="Best"/>.</param>
/// <param name="Best">The best trials so far of this process, one per family and target.</param>
public sealed record SweepProgress(
    int Total,
    int Done,
    int Diverged,
    int Failed,
    int Running,
    double TrialsPerSecond,
    double StepsPerSecond,
    TimeSpan? TimeLeft,
    TimeSpan Elapsed,
    double Busy,
    string BestMetric,
    IReadOnlyList<BestTrial> Best)
{
    /// <summary>Trials that have ended.</summary>
    public int Ended => Done + Diverged + Failed;
}
