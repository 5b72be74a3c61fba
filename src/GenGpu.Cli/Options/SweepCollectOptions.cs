using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of <c>gengpu sweep collect</c>.</summary>
[Verb("sweep collect", HelpText = "Make results.csv, curves.csv, timings.csv and results.sqlite of a sweep.")]
public sealed class SweepCollectOptions : SweepFolderOptions
{
    /// <summary>Unpacks weights.</summary>
    [Option("weights", MetaValue = "DIR", HelpText = "Also unpack the weights of every trial into this folder, one .safetensors file each.")]
    public string? Weights { get; set; }
}
