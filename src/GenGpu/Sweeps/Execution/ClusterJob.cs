namespace GenGpu.Sweeps.Execution;

/// <summary>The cluster's name for this process's task, which stays the same when the task is requeued.</summary>
internal static class ClusterJob
{
    /// <summary><c>slurm-1234_5</c>, or null outside of Slurm.</summary>
    public static string? Name
    {
        get
        {
            string? array = Environment.GetEnvironmentVariable("SLURM_ARRAY_JOB_ID"), task = Environment.GetEnvironmentVariable("SLURM_ARRAY_TASK_ID"), job = Environment.GetEnvironmentVariable("SLURM_JOB_ID");
            return !string.IsNullOrEmpty(array) && !string.IsNullOrEmpty(task) ? $"slurm-{array}_{task}" : string.IsNullOrEmpty(job) ? null : $"slurm-{job}";
        }
    }
}
