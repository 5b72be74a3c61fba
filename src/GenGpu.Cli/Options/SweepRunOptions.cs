using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of <c>gengpu sweep run</c>.</summary>
[Verb("sweep run", HelpText = "Train all trials of a sweep; the same command again goes on where it stopped.")]
public sealed class SweepRunOptions : AcceleratorOptions
{
    /// <summary>The specification.</summary>
    [Value(0, MetaName = "SPEC", Required = true, HelpText = "The sweep's .yaml file, or the folder of a sweep that has begun.")]
    public string Spec { get; set; } = "";

    /// <summary>Output folder.</summary>
    [Option('o', "output", MetaValue = "DIR", HelpText = "(Default: runs/NAME) The sweep's folder.")]
    public string? Output { get; set; }

    /// <summary>Values in place of those of the file.</summary>
    [Option("set", MetaValue = "NAME=VALUE,VALUE", HelpText = "Values in place of those of the file: steps=100,learningRate=1e-3,1e-4,stop.minutes=5; several values make an axis.")]
    public string? Settings { get; set; }

    /// <summary>Plans only.</summary>
    [Option('n', "dry-run", HelpText = "Train nothing: print the trials, the ensembles that they form, memory and an estimate of time.")]
    public bool DryRun { get; set; }

    /// <summary>Adds trials to a sweep that has begun.</summary>
    [Option("extend", HelpText = "Add the trials that the file now has and the folder has not; those in the folder stay.")]
    public bool Extend { get; set; }

    /// <summary>A part of the sweep.</summary>
    [Option("shard", MetaValue = "I/N", HelpText = "Train part I of N equal parts, I from 0 to N - 1; all may write to one folder.")]
    public string? Shard { get; set; }

    /// <summary>Which trials to train again.</summary>
    [Option("retry", Default = "failed", MetaValue = "WHAT", HelpText = "Trials to train again: failed, diverged, all (both) or none.")]
    public string Retry { get; set; } = "failed";

    /// <summary>Takes over a lease.</summary>
    [Option("steal", HelpText = "Take the work over from a process that no longer lives, on a machine that cannot be asked.")]
    public bool Steal { get; set; }

    /// <summary>Leaves out weights.</summary>
    [Option("no-weights", HelpText = "Keep no weights of trained models.")]
    public bool NoWeights { get; set; }

    /// <summary>Seconds between checkpoints.</summary>
    [Option("checkpoint-seconds", Default = 30.0, MetaValue = "S", HelpText = "Seconds between two checkpoints.")]
    public double CheckpointSeconds { get; set; } = 30;
}
