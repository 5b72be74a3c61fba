using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of <c>gengpu devices</c>.</summary>
[Verb("devices", HelpText = "List what programs can run on.")]
public sealed class DevicesOptions : CommonOptions
{
    /// <summary>Checks each accelerator.</summary>
    [Option("selftest", HelpText = "Train a small model on each and compare it with the reference.")]
    public bool SelfTest { get; set; }
}
