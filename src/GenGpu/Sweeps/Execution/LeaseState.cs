namespace GenGpu.Sweeps.Execution;

/// <summary>What can be said of a lease's owner.</summary>
public enum LeaseState
{
    /// <summary>It renews its lease.</summary>
    Live,

    /// <summary>It is a process of this machine that no longer exists.</summary>
    Dead,

    /// <summary>It is on another machine and has not renewed its lease for three times as long as it should.</summary>
    Stale,

    /// <summary>It has given its lease back.</summary>
    Released,
}
