using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of <c>gengpu devices</c>.</summary>
[Verb("devices", HelpText = "List what programs can run on, and what is missing for the rest.")]
public sealed class DevicesOptions : CommonOptions
{
    /// <summary>Checks each accelerator.</summary>
    [Option("selftest", HelpText = "Check the random numbers of each against known answers, train small models on it, and compare them with the reference.")]
    public bool SelfTest { get; set; }
}
