using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of verbs that begin a sweep or go on with it.</summary>
public abstract class SweepStartOptions : AcceleratorOptions
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

    /// <summary>Adds trials to a sweep that has begun.</summary>
    [Option("extend", HelpText = "Add the trials that the file now has and the folder has not; those in the folder stay.")]
    public bool Extend { get; set; }

    /// <summary>Which trials to train again.</summary>
    [Option("retry", Default = "failed", MetaValue = "WHAT", HelpText = "Trials to train again: failed, diverged, all (both) or none.")]
    public string Retry { get; set; } = "failed";

    /// <summary>Leaves out weights.</summary>
    [Option("no-weights", HelpText = "Keep no weights of trained models.")]
    public bool NoWeights { get; set; }

    /// <summary>Seconds between checkpoints.</summary>
    [Option("checkpoint-seconds", Default = 30.0, MetaValue = "S", HelpText = "Seconds between two checkpoints.")]
    public double CheckpointSeconds { get; set; } = 30;

    /// <summary>Preempts itself, for a test.</summary>
    [Option("simulate-preemption", MetaValue = "S", HelpText = "Test: after S seconds act as if the cluster had sent SIGUSR1 (checkpoint, exit code 75). Tasks of a cluster do it at their first start only.")]
    public double? SimulatePreemption { get; set; }
}
