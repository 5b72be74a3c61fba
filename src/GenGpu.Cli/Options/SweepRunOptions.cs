using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of <c>gengpu sweep run</c>.</summary>
[Verb("sweep run", HelpText = "Train all trials of a sweep; the same command again goes on where it stopped.")]
public sealed class SweepRunOptions : SweepStartOptions
{
    /// <summary>Plans only.</summary>
    [Option('n', "dry-run", HelpText = "Train nothing: print the trials, the ensembles that they form, memory and an estimate of time.")]
    public bool DryRun { get; set; }

    /// <summary>A part of the sweep.</summary>
    [Option("shard", MetaValue = "I/N", HelpText = "Train part I of N parts of about equal cost, I from 0 to N - 1; all may write to one folder.")]
    public string? Shard { get; set; }

    /// <summary>Takes over a lease.</summary>
    [Option("steal", HelpText = "Take the work over from a process that no longer lives, on a machine that cannot be asked.")]
    public bool Steal { get; set; }

    /// <summary>Runs as a cluster's task.</summary>
    [Option("task", HelpText = "As a task of a cluster, which sweep submit makes: the exit code is 0 also when trials failed or diverged, or nothing was left to do.")]
    public bool Task { get; set; }

    /// <summary>How often to requeue.</summary>
    [Option("requeues", Default = 0, MetaValue = "N", HelpText = "As a task of Slurm: on SIGUSR1 write a checkpoint and ask to be started again, N times at most.")]
    public int Requeues { get; set; }
}
