using GenGpu.Cli.Options;
using GenGpu.Storage;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Reports;

namespace GenGpu.Cli.Verbs;

/// <summary><c>gengpu sweep collect</c>.</summary>
internal static class SweepCollectVerb
{
    /// <summary>Runs the verb.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="streams">Where it writes.</param>
    /// <returns>The exit code.</returns>
    public static int Run(SweepCollectOptions options, Streams streams)
    {
        var collector = new SweepCollector(new SweepFolder(options.Folder));
        IReadOnlyList<string> files = collector.Write();
        int? weights = options.Weights is { } folder ? collector.UnpackWeights(folder) : null;
        if (options.Json)
        {
            streams.Out.WriteLine(JsonFile.ToLine(new { schema = "gengpu/sweep-collect/1", trials = collector.Ended.Count, missing = collector.Missing, files, weights }));
            return ExitCodes.Done;
        }

        foreach (string file in files)
            streams.Out.WriteLine(file);
        if (!options.Quiet)
            streams.Error.WriteLine(FormattableString.Invariant($"{collector.Ended.Count} trials{(collector.Missing > 0 ? $", {collector.Missing} have no result yet" : "")}{(weights is { } unpacked ? $"; weights of {unpacked} in {options.Weights}" : "")}"));
        return ExitCodes.Done;
    }
}
