namespace GenGpu.Sweeps.Cluster;

/// <summary>This process as a task of Slurm.</summary>
public static class SlurmTask
{
    /// <summary>Whether the cluster has not started this task before; also outside of a cluster.</summary>
    public static bool IsFirstStart => ClusterJob.Restarts == 0;

    /// <summary>Asks Slurm to start this task again. Slurm then sends SIGTERM and SIGKILL, so everything must be on the disk before.</summary>
    /// <param name="most">How often it may have been started again before.</param>
    /// <returns>What became of it, for the log.</returns>
    public static string Requeue(int most)
    {
        new SlurmQueue(MachineCommands.Run).Requeue(ClusterJob.Task, ClusterJob.Restarts, most, out string sentence);
        return sentence;
    }
}
