using System.Globalization;

namespace GenGpu.Sweeps.Cluster;

/// <summary>What the environment says about the cluster's task that this process is.</summary>
internal static class ClusterJob
{
    /// <summary><c>slurm-1234_5</c>, the same after a requeue; null outside of Slurm.</summary>
    public static string? Name => Task is { } task ? $"slurm-{task}" : null;

    /// <summary>The task as Slurm's commands name it, <c>1234_5</c> or <c>1234</c>; null outside of Slurm.</summary>
    public static string? Task
    {
        get
        {
            string? array = Environment.GetEnvironmentVariable("SLURM_ARRAY_JOB_ID"), task = Environment.GetEnvironmentVariable("SLURM_ARRAY_TASK_ID"), job = Environment.GetEnvironmentVariable("SLURM_JOB_ID");
            return !string.IsNullOrEmpty(array) && !string.IsNullOrEmpty(task) ? $"{array}_{task}" : string.IsNullOrEmpty(job) ? null : job;
        }
    }

    /// <summary>How often Slurm has started this task again: after a requeue, a preemption or the loss of a node.</summary>
    public static int Restarts => int.TryParse(Environment.GetEnvironmentVariable("SLURM_RESTART_COUNT"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0;
}
