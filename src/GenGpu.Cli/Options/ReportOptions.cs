using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of <c>gengpu report</c>.</summary>
[Verb("report", HelpText = "Make a page of a sweep that needs no other file: tables, heat map, learning curves, quality against size and time.")]
public sealed class ReportOptions : SweepFolderOptions
{
    /// <summary>The figure.</summary>
    [Option("metric", MetaValue = "NAME", HelpText = "(Default: the first metric) What tables and figures show: kld, w1, best.kld ...")]
    public string? Metric { get; set; }

    /// <summary>Columns of the heat map.</summary>
    [Option("x-axis", MetaValue = "KEY", HelpText = "Key of the heat map's columns; without it the key with most values.")]
    public string? X { get; set; }

    /// <summary>Rows of the heat map.</summary>
    [Option("y-axis", MetaValue = "KEY", HelpText = "Key of the heat map's rows.")]
    public string? Y { get; set; }
}
