using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of <c>gengpu evaluate</c>.</summary>
[Verb("evaluate", HelpText = "Measure the models of a run again, on fresh samples.")]
public sealed class EvaluateOptions : AcceleratorOptions
{
    /// <summary>Output folder of a run.</summary>
    [Value(0, MetaName = "DIR", Required = true, HelpText = "Output folder of a train or compare run.")]
    public string Folder { get; set; } = "";

    /// <summary>Samples per model.</summary>
    [Option("count", Default = 100_000, MetaValue = "N", HelpText = "Fresh samples per model.")]
    public int Count { get; set; } = 100_000;

    /// <summary>Distributions of annealing.</summary>
    [Option("anneal", Default = 0, MetaValue = "T", HelpText = "Flows on energies: also estimate log Z by annealed importance sampling over T distributions from the flow to the target.")]
    public int Anneal { get; set; }

    /// <summary>Conditions.</summary>
    [Option("at", MetaValue = "NAME=VALUE", HelpText = "Conditions to measure at, of a run with --condition; several with commas. Without it: every condition that the target has to offer.")]
    public string? At { get; set; }

    /// <summary>Seed of the samples.</summary>
    [Option("seed", Default = 1UL, MetaValue = "N", HelpText = "Seed of the fresh samples: another one gives other samples, never those of the run.")]
    public ulong Seed { get; set; } = 1;
}
