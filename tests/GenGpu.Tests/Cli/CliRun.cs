using GenGpu.Cli;

namespace GenGpu.Tests.Cli;

/// <summary>One run of the command line inside the test process.</summary>
internal sealed class CliRun
{
    private CliRun(int exitCode, string output, string error) => (ExitCode, Output, Error) = (exitCode, output, error);

    public int ExitCode { get; }

    public string Output { get; }

    public string Error { get; }

    public static CliRun Of(params string[] args) => Of(args, CancellationToken.None);

    public static CliRun Of(string[] args, CancellationToken stop)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        using var streams = new Streams(output, error);
        int exitCode = CommandLineApplication.Run(args, streams, stop);
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Options of a run that takes a fraction of a second.</summary>
    public static string[] Tiny(string verb, string folder, params string[] more)
    {
        List<string> args = [verb, "--target", "1d-bimodal", "--budget", "60", "--steps", "40", "--batch-size", "16", "--evaluate-every", "20",
            "--curve-samples", "100", "--final-samples", "200", "--snapshot-percent", "50", "--no-likelihood", "-o", folder];
        if (verb == "compare" && !more.Contains("--bins"))
            args.AddRange(["--bins", "0"]);
        args.AddRange(more);
        return [.. args];
    }
}
