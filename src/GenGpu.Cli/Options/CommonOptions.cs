using CommandLine;

namespace GenGpu.Cli.Options;

/// <summary>Options of every verb.</summary>
public abstract class CommonOptions
{
    /// <summary>Prints one JSON document on standard output instead of a table.</summary>
    [Option("json", HelpText = "Print one JSON document on standard output instead of a table.")]
    public bool Json { get; set; }

    /// <summary>No progress and no remarks; errors are still printed.</summary>
    [Option('q', "quiet", HelpText = "No progress, no remarks; only results and errors.")]
    public bool Quiet { get; set; }

    /// <summary>Shows the cause of an error with its stack trace.</summary>
    [Option("verbose", HelpText = "Show the stack trace of an error.")]
    public bool Verbose { get; set; }

    /// <summary>Arguments that belong to nothing.</summary>
    [Value(9, Hidden = true)]
    public IEnumerable<string> Extra { get; set; } = [];
}
