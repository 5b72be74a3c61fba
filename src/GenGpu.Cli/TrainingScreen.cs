using GenGpu.Cli.Options;
using GenGpu.Cli.Screen;
using GenGpu.Storage;
using GenGpu.Training;

namespace GenGpu.Cli;

/// <summary>Runs a training job with progress on the screen and prints its result.</summary>
internal static class TrainingScreen
{
    /// <summary>Runs.</summary>
    /// <param name="configuration">What to train.</param>
    /// <param name="options">How to print.</param>
    /// <param name="streams">Where to print.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <returns>The exit code.</returns>
    public static int Run(TrainingConfiguration configuration, TrainingOptions options, Streams streams, CancellationToken stop)
    {
        using var logger = new LineLogger(streams.Error, options.Quiet);
        var job = new TrainingJob(configuration, options.Resume, logger);
        JobOutcome outcome;
        if (options.Quiet)
            outcome = job.Run(null, stop);
        else if (streams.ErrorIsTerminal)
            outcome = LiveProgress.Show(streams, logger, progress => job.Run(progress, stop));
        else
            outcome = job.Run(new LineProgress(streams.Error), stop);
        return Print(configuration, options, streams, outcome);
    }

    private static int Print(TrainingConfiguration configuration, TrainingOptions options, Streams streams, JobOutcome outcome)
    {
        if (outcome.Status == JobStatus.NotBegun)
        {
            streams.Error.WriteLine("stopped while samples of the target were drawn; nothing was written");
            return ExitCodes.Interrupted;
        }

        if (outcome.Status == JobStatus.Stopped)
        {
            string checkpoint = Path.Combine(configuration.Output, CheckpointFile.FileName);
            if (options.Json)
                streams.Out.WriteLine(JsonFile.ToLine(new { schema = "gengpu/stopped/1", status = "stopped", step = outcome.Step, steps = configuration.Steps, checkpoint }));
            streams.Error.WriteLine(FormattableString.Invariant($"stopped at step {outcome.Step} of {configuration.Steps}; {checkpoint} is complete: the same command with --resume continues it bit for bit"));
            return ExitCodes.Stopped;
        }

        if (outcome.Summary is { } summary)
        {
            if (options.Json)
                streams.Out.WriteLine(JsonFile.ToLine(summary));
            else
                ResultTable.Print(summary, configuration.Output, streams);
        }

        if (outcome.Status == JobStatus.NothingToDo)
        {
            streams.Error.WriteLine($"nothing to do: the run in {configuration.Output} is complete; leave --resume out to train again");
            return ExitCodes.NothingToDo;
        }

        return outcome.AnyDiverged ? ExitCodes.SomeFailed : ExitCodes.Done;
    }
}
