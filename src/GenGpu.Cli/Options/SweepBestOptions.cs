using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of <c>gengpu sweep best</c>.</summary>
[Verb("sweep best", HelpText = "List the best configurations of a sweep: medians over seeds with 95 % bootstrap intervals.")]
public sealed class SweepBestOptions : SweepFolderOptions
{
    /// <summary>The figure.</summary>
    [Option("metric", MetaValue = "NAME", HelpText = "(Default: the first metric) What to rank by: kld, w1, best.kld (of the best parameters), exact_kl, core_seconds ...; smaller is better.")]
    public string? Metric { get; set; }

    /// <summary>Keys.</summary>
    [Option("by", Default = "model,target", MetaValue = "KEYS", HelpText = "One list for every combination of these keys.")]
    public string By { get; set; } = "model,target";

    /// <summary>Rows per combination.</summary>
    [Option("top", Default = 1, MetaValue = "N", HelpText = "Configurations per combination.")]
    public int Top { get; set; } = 1;

    /// <summary>Whether larger is better.</summary>
    [Option("largest", HelpText = "Larger is better (effective sample sizes, log-likelihoods).")]
    public bool Largest { get; set; }
}
