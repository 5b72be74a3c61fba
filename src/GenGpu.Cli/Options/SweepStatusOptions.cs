using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of <c>gengpu sweep status</c>.</summary>
[Verb("sweep status", HelpText = "Say how far a sweep is, who works on it, and what is missing; from its files alone.")]
public sealed class SweepStatusOptions : SweepFolderOptions;
