namespace GenGpu.Training;

/// <summary>How a job ended.</summary>
public enum JobStatus
{
    /// <summary>Everything was trained, evaluated and written.</summary>
    Complete,

    /// <summary>It was asked to stop; a checkpoint is on disk.</summary>
    Stopped,

    /// <summary>It was to be continued, but was complete already.</summary>
    NothingToDo,
}
