using GenGpu.Cli.Options;
using GenGpu.Cli.Screen;
using GenGpu.Core.Accelerators;
using GenGpu.Storage;
using GenGpu.Training;

namespace GenGpu.Cli.Verbs;

/// <summary><c>gengpu evaluate</c>.</summary>
internal static class EvaluateVerb
{
    /// <summary>Runs the verb.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="streams">Where it writes.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <returns>The exit code.</returns>
    public static int Run(EvaluateOptions options, Streams streams, CancellationToken stop)
    {
        if (options.Count < 100)
            throw new GenGpu.Core.UserErrorException(FormattableString.Invariant($"--count must be at least 100, not {options.Count}."), ExitCodes.Usage);
        (IAccelerator accelerator, string reason) = AcceleratorChoice.Create(options.Accelerator, options.Threads);
        if (options.Anneal is < 0 or > 10_000)
            throw new GenGpu.Core.UserErrorException(FormattableString.Invariant($"--anneal must be 0 (none) to 10000 distributions, not {options.Anneal}."), ExitCodes.Usage);
        using IAccelerator disposed = accelerator;
        if (!options.Quiet)
            streams.Error.WriteLine(AcceleratorChoice.Describe(accelerator, reason));
        SummaryDocument summary;
        try
        {
            summary = new TrainedModels(options.Folder, accelerator).Evaluate(options.Count, options.Seed, stop, options.Anneal, options.At);
        }
        catch (OperationCanceledException)
        {
            streams.Error.WriteLine("stopped; nothing was changed");
            return ExitCodes.Interrupted;
        }

        if (options.Json)
            streams.Out.WriteLine(JsonFile.ToLine(summary));
        else
            ResultTable.Print(summary, null, streams);
        return ExitCodes.Done;
    }
}
