namespace GenGpu.Cli;

/// <summary>Exit codes of every verb.</summary>
public static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>An error: a file or folder that is missing, damaged or cannot be written, for example.</summary>
    public const int Error = 1;

    /// <summary>A wrong option or argument, or a mistake in a sweep's file.</summary>
    public const int Usage = 2;

    /// <summary>Done, but some trials diverged or a self-test failed.</summary>
    public const int SomeFailed = 3;

    /// <summary>There was nothing to do.</summary>
    public const int NothingToDo = 4;

    /// <summary>The device asked for is absent, or Slurm's commands are.</summary>
    public const int DeviceAbsent = 5;

    /// <summary>Stopped by a signal with a valid checkpoint.</summary>
    public const int Stopped = 75;

    /// <summary>A second Ctrl-C: ended at once.</summary>
    public const int Interrupted = 130;
}
