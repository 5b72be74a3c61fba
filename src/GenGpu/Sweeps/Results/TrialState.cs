namespace GenGpu.Sweeps.Results;

/// <summary>How a trial ended. The numbers stand in files.</summary>
public enum TrialState : byte
{
    /// <summary>It has no result yet.</summary>
    Pending = 0,

    /// <summary>It has trained to its end, or was stopped early by a rule.</summary>
    Done = 1,

    /// <summary>A value became NaN or infinite.</summary>
    Diverged = 2,

    /// <summary>It could not be trained.</summary>
    Failed = 3,
}
