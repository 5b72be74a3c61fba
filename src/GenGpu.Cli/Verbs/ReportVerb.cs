using GenGpu.Cli.Options;
using GenGpu.Cli.Screen;
using GenGpu.Storage;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Reports;

namespace GenGpu.Cli.Verbs;

/// <summary><c>gengpu report</c>.</summary>
internal static class ReportVerb
{
    /// <summary>Runs the verb.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="streams">Where it writes.</param>
    /// <returns>The exit code.</returns>
    public static int Run(ReportOptions options, Streams streams)
    {
        using var logger = new LineLogger(streams.Error, options.Quiet);
        string page = new SweepReport(new SweepFolder(options.Folder), logger).Write(options.Metric, options.X, options.Y);
        streams.Out.WriteLine(options.Json ? JsonFile.ToLine(new { schema = "gengpu/report/1", page }) : page);
        return ExitCodes.Done;
    }
}
