using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of <c>gengpu sweep submit</c>.</summary>
[Verb("sweep submit", HelpText = "Give a sweep to a cluster in N shards: a Slurm array, or a Kubernetes manifest. The same command again submits what is missing.")]
public sealed class SweepSubmitOptions : SweepStartOptions
{
    /// <summary>Number of shards.</summary>
    [Option("shards", Required = true, MetaValue = "N", HelpText = "Number of parts of about equal cost; each is a task of the cluster.")]
    public int Shards { get; set; }

    /// <summary>GPUs of a shard.</summary>
    [Option("gpus-per-shard", MetaValue = "G", HelpText = "(Default: slurm.gpus or kubernetes.gpus of the file, or none) GPUs of a task: a number, with Slurm also a type and a number, h200:1.")]
    public string? Gpus { get; set; }

    /// <summary>Prints only.</summary>
    [Option("print", HelpText = "Print all that would be written and the commands that would be run; write and submit nothing. Needs no cluster.")]
    public bool Print { get; set; }

    /// <summary>The cluster's manager.</summary>
    [Option("engine", Default = "slurm", MetaValue = "NAME", HelpText = "slurm, or kubernetes: an Indexed Job for kubectl.")]
    public string Engine { get; set; } = "slurm";

    /// <summary>Limit of array indices.</summary>
    [Option("max-array-size", MetaValue = "M", HelpText = "(Default: what `scontrol show config` says) Slurm's MaxArraySize; more shards become several arrays.")]
    public int? MaxArraySize { get; set; }
}
