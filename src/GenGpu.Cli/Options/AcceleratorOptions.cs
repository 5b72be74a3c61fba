using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of verbs that compute.</summary>
public abstract class AcceleratorOptions : CommonOptions
{
    /// <summary>What runs the programs.</summary>
    [Option("accelerator", Default = "auto", MetaValue = "NAME", HelpText = "What runs the programs: auto, cpu, reference, opencl[:N|:NAME], cuda[:N|:all]; `gengpu devices` lists what there is.")]
    public string Accelerator { get; set; } = "auto";

    /// <summary>Threads; 0 uses every core.</summary>
    [Option("threads", Default = 0, MetaValue = "N", HelpText = "Threads; 0 uses every core. Results do not depend on it.")]
    public int Threads { get; set; }
}
