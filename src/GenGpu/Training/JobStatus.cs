namespace GenGpu.Training;

/// <summary>How a job ended.</summary>
public enum JobStatus
{
    /// <summary>Everything was trained, evaluated and written.</summary>
    Complete,

    /// <summary>It was asked to stop; a checkpoint is on disk.</summary>
    Stopped,

    /// <summary>It was asked to stop while samples of the target were drawn; nothing is on disk.</summary>
    NotBegun,

    /// <summary>It was to be continued, but was complete already.</summary>
    NothingToDo,
}
