using GenGpu.Cli.Options;
using GenGpu.Core.Accelerators;
using GenGpu.Models.Energies;
using GenGpu.Models.Targets;
using GenGpu.Storage;
using GenGpu.Training;

namespace GenGpu.Cli.Verbs;

/// <summary><c>gengpu sample</c>.</summary>
internal static class SampleVerb
{
    /// <summary>Runs the verb.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="streams">Where it writes.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <returns>The exit code.</returns>
    public static int Run(SampleOptions options, Streams streams, CancellationToken stop)
    {
        PointsFile.CheckWritable(options.Output);
        (IAccelerator accelerator, string reason) = AcceleratorChoice.Create(options.Accelerator, options.Threads);
        using IAccelerator disposed = accelerator;
        if (!options.Quiet)
            streams.Error.WriteLine(AcceleratorChoice.Describe(accelerator, reason));
        DrawnSamples samples;
        try
        {
            samples = new TrainedModels(options.Folder, accelerator).Draw(options.Model, options.Seed, options.Best, options.Count, options.Skip, stop, options.At);
        }
        catch (OperationCanceledException)
        {
            streams.Error.WriteLine("stopped; no file was written");
            return ExitCodes.Interrupted;
        }

        IReadOnlyList<string>? names = (samples.Target as DataTarget)?.ColumnNames ?? (samples.Target as ColumnTarget)?.ColumnNames ?? (samples.Target as EnergyTarget)?.CoordinateNames;
        if (samples.PreciseValues is { } precise)
            PointsFile.Write(options.Output, precise, samples.Target.Dimensions, names);
        else
            PointsFile.Write(options.Output, samples.Values, samples.Target.Dimensions, names);
        foreach (string warning in samples.At?.Warnings ?? [])
            streams.Error.WriteLine($"warning: {warning}");
        if (options.Json)
        {
            streams.Out.WriteLine(JsonFile.ToLine(new
            {
                schema = "gengpu/samples/1",
                file = options.Output,
                count = options.Count,
                dimensions = samples.Target.Dimensions,
                model = samples.Model,
                seed = samples.Seed,
                step = samples.Step,
                target = samples.Target.Name,
                at = samples.At is { } place ? samples.Target.Conditions!.All.Zip(place.Values).ToDictionary(pair => pair.First.Name, pair => pair.Second) : null,
            }));
        }
        else if (!options.Quiet)
        {
            streams.Error.WriteLine(FormattableString.Invariant($"{options.Output}: {options.Count} samples of {samples.Model}, seed {samples.Seed}, after {samples.Step} steps"));
        }

        return ExitCodes.Done;
    }
}
