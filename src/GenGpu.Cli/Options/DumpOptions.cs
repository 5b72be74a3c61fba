using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of <c>gengpu dump</c>.</summary>
[Verb("dump", HelpText = "Show the programs of a model: instructions, memory map, cost, GPU source.")]
public sealed class DumpOptions : CommonOptions
{
    /// <summary>The family when none is given; with an energy it is the flow.</summary>
    internal const string DefaultModel = "gan";

    /// <summary>The family.</summary>
    [Option("model", Default = DefaultModel, MetaValue = "NAME", HelpText = "Family: gan, wgan, wgan-gp, vae, rbm, flow, diffusion.")]
    public string Model { get; set; } = DefaultModel;

    /// <summary>The program.</summary>
    [Option("program", Default = "train", MetaValue = "NAME", HelpText = "Program: initialise, train, sample ...; all shows every one. With --kernel also NAME.quiet, the form for all steps of a launch but the last.")]
    public string Program { get; set; } = "train";

    /// <summary>What to learn.</summary>
    [Option("target", Default = "1d-trimodal", MetaValue = "NAME", HelpText = "What to learn.")]
    public string Target { get; set; } = "1d-trimodal";

    /// <summary>Energy of a flow.</summary>
    [Option("energy", MetaValue = "U", HelpText = "Energy of a flow, in place of --target: a name, an expression or a .yaml file.")]
    public string? Energy { get; set; }

    /// <summary>What the model is conditioned on.</summary>
    [Option("condition", MetaValue = "NAME=LOW:HIGH", HelpText = "What the model is conditioned on, as in gengpu train.")]
    public string? Condition { get; set; }

    /// <summary>Most parameters of a model.</summary>
    [Option("budget", Default = 1600, MetaValue = "N", HelpText = "Most parameters of a model.")]
    public int Budget { get; set; } = 1600;

    /// <summary>Samples per step.</summary>
    [Option("batch-size", Default = 128, MetaValue = "N", HelpText = "Samples per training step.")]
    public int BatchSize { get; set; } = 128;

    /// <summary>Categories.</summary>
    [Option("bins", Default = 0, MetaValue = "N", HelpText = "Categories of the binned mode; 0 for continuous values.")]
    public int Bins { get; set; }

    /// <summary>Hidden layers.</summary>
    [Option("layers", Default = 1, MetaValue = "N", HelpText = "Hidden layers.")]
    public int Layers { get; set; } = 1;

    /// <summary>Which recipe.</summary>
    [Option("protocol", Default = "exact", MetaValue = "NAME", HelpText = "exact or seed.")]
    public string Protocol { get; set; } = "exact";

    /// <summary>Family settings.</summary>
    [Option("set", Separator = ',', MetaValue = "NAME=VALUE", HelpText = "A family's setting, as 'gengpu settings gan' shows them; several with commas.")]
    public IEnumerable<string> Settings { get; set; } = [];

    /// <summary>Which dialect to show the kernel in.</summary>
    [Option("kernel", MetaValue = "KIND", HelpText = "Print the source of the GPU kernel instead, exactly as it is compiled: cuda or opencl.")]
    public string? Kernel { get; set; }
}
