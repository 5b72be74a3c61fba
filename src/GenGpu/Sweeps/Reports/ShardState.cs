namespace GenGpu.Sweeps.Reports;

/// <summary>What becomes of a shard.</summary>
public enum ShardState
{
    /// <summary>No process has taken it.</summary>
    NeverStarted,

    /// <summary>A process works on it.</summary>
    Running,

    /// <summary>The process that worked on it is dead, or has not been heard of for too long; the next start takes its work over.</summary>
    Stale,

    /// <summary>The process that worked on it has ended before all was done: preempted, stopped, or with an error.</summary>
    Stopped,

    /// <summary>All its trials have ended.</summary>
    Done,
}
