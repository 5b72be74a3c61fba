using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of <c>gengpu targets</c>.</summary>
[Verb("targets", HelpText = "List the named targets.")]
public sealed class TargetsOptions : CommonOptions;
