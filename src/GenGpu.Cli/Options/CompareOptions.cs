using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of <c>gengpu compare</c>.</summary>
[Verb("compare", HelpText = "Train several model families under one parameter budget on one target and compare them.")]
public sealed class CompareOptions : TrainingOptions
{
    /// <summary>Families; null for those of the classical benchmark, or with a condition for three that take one.</summary>
    [Option("models", MetaValue = "LIST", HelpText = "(Default: gan,vae,rbm; with --condition gan,vae,flow) Families to compare, with commas.")]
    public string? Models { get; set; }

    /// <summary>Categories; null for the protocol's choice.</summary>
    [Option("bins", MetaValue = "N", HelpText = "(Default: 20 on named 1-D targets, otherwise 0) Categories of the binned mode; 0 trains on continuous values.")]
    public int? Bins { get; set; }
}
