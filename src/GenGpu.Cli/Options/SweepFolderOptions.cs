using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of verbs that look at a sweep's folder.</summary>
public abstract class SweepFolderOptions : CommonOptions
{
    /// <summary>The folder.</summary>
    [Value(0, MetaName = "DIR", Required = true, HelpText = "The sweep's folder.")]
    public string Folder { get; set; } = "";
}
