using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of <c>gengpu sample</c>.</summary>
[Verb("sample", HelpText = "Draw samples of a trained model into a file.")]
public sealed class SampleOptions : AcceleratorOptions
{
    /// <summary>Output folder of a run.</summary>
    [Value(0, MetaName = "DIR", Required = true, HelpText = "Output folder of a train or compare run.")]
    public string Folder { get; set; } = "";

    /// <summary>Number of samples.</summary>
    [Option("count", Default = 10_000, MetaValue = "N", HelpText = "Number of samples.")]
    public int Count { get; set; } = 10_000;

    /// <summary>The file.</summary>
    [Option('o', "output", Required = true, MetaValue = "FILE", HelpText = "File to write: .npy or .csv.")]
    public string Output { get; set; } = "";

    /// <summary>The family.</summary>
    [Option("model", MetaValue = "NAME", HelpText = "Family, when the folder holds several.")]
    public string? Model { get; set; }

    /// <summary>Seed of the trial.</summary>
    [Option("seed", MetaValue = "N", HelpText = "(Default: the first) Seed of the trial.")]
    public ulong? Seed { get; set; }

    /// <summary>Best instead of last parameters.</summary>
    [Option("best", HelpText = "Use the best parameters instead of the last ones.")]
    public bool Best { get; set; }

    /// <summary>Conditions.</summary>
    [Option("at", MetaValue = "NAME=VALUE", HelpText = "Conditions to draw for, of a run with --condition; several with commas.")]
    public string? At { get; set; }

    /// <summary>Samples to pass over.</summary>
    [Option("skip", Default = 0L, MetaValue = "N", HelpText = "Samples to pass over first, so that several files hold different ones (rounded up to whole batches).")]
    public long Skip { get; set; }
}
