namespace GenGpu.Training;

/// <summary>How far a trial of a summary has come.</summary>
public enum TrialOutcome
{
    /// <summary>All training steps are done.</summary>
    Finished,

    /// <summary>It was stopped early.</summary>
    Stopped,

    /// <summary>A value became NaN or infinite.</summary>
    Diverged,

    /// <summary>Its run was stopped by a signal and can be continued; only <c>gengpu evaluate</c> shows such trials.</summary>
    Unfinished,
}
