using GenGpu.Cli.Options;
using GenGpu.Cli.Screen;
using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Storage;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Spec;
using GenGpu.Training;
using Microsoft.Extensions.Logging;

namespace GenGpu.Cli.Verbs;

/// <summary><c>gengpu sweep run</c>.</summary>
internal static class SweepRunVerb
{
    private static readonly string[] _retries = ["failed", "diverged", "all", "none"];

    /// <summary>Runs the verb.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="streams">Where it writes.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <returns>The exit code.</returns>
    public static int Run(SweepRunOptions options, Streams streams, CancellationToken stop)
    {
        bool isFolder = Directory.Exists(options.Spec);
        if (isFolder && (options.Settings is not null || options.Extend || options.DryRun || options.Output is not null))
            throw new UserErrorException("a folder goes on with the trials that it has; --set, --extend, --dry-run and --output need the sweep's .yaml file.", ExitCodes.Usage);
        SweepPlan? plan = isFolder ? null : SweepExpander.Expand(SweepSpecReader.Read(options.Spec, options.Settings is { } settings ? [settings] : []));
        using var logger = new LineLogger(streams.Error, options.Quiet);
        foreach (string note in plan?.Notes ?? [])
            logger.LogWarning("{Note}", note);
        if (plan is not null && options.DryRun)
            return DryRun(plan, options, streams);
        var folder = new SweepFolder(isFolder ? options.Spec : options.Output ?? Path.Combine("runs", plan!.List.Name));
        var job = new SweepJob(plan, folder, Map(options), logger);
        SweepOutcome outcome = options.Quiet ? job.Run(null, stop)
            : streams.ErrorIsTerminal ? LiveDisplay<SweepProgress>.Show(streams, logger, (value, _) => SweepScreen.Render(value), progress => job.Run(progress, stop))
            : job.Run(new SweepLines(streams.Error), stop);
        return Print(outcome, folder, options, streams);
    }

    private static SweepOptions Map(SweepRunOptions options)
    {
        string retry = options.Retry.ToLowerInvariant();
        if (!_retries.Contains(retry))
            throw new UserErrorException($"--retry cannot be '{options.Retry}'{NameSuggestion.Hint(options.Retry, _retries)}", ExitCodes.Usage);
        if (!(options.CheckpointSeconds > 0))
            throw new UserErrorException("--checkpoint-seconds must be above 0.", ExitCodes.Usage);
        return new SweepOptions
        {
            Shard = options.Shard is { } shard ? Shard.Parse(shard) : Shard.Whole,
            Extend = options.Extend,
            RetryFailed = retry is "failed" or "all",
            RetryDiverged = retry is "diverged" or "all",
            Steal = options.Steal,
            KeepWeights = !options.NoWeights,
            CheckpointSeconds = options.CheckpointSeconds,
            Accelerator = options.Accelerator.ToLowerInvariant(),
            Threads = options.Threads,
        };
    }

    private static int Print(SweepOutcome outcome, SweepFolder folder, SweepRunOptions options, Streams streams)
    {
        SweepProgress at = outcome.Progress;
        if (options.Json)
            streams.Out.WriteLine(JsonFile.ToLine(new { schema = "gengpu/sweep-run/1", folder = folder.Path, status = outcome.Stopped ? "stopped" : "complete", trials = at.Total, done = at.Done, diverged = at.Diverged, failed = at.Failed, trained = outcome.Trained, seconds = outcome.Times }));
        else if (!options.Quiet && outcome.Trained > 0)
            streams.Out.WriteLine(FormattableString.Invariant($"{at.Ended} of {at.Total} trials have ended: {at.Done} done, {at.Diverged} diverged, {at.Failed} failed; {outcome.Trained} here in {Figures.Seconds(outcome.Times.Total)} (training {Figures.Seconds(outcome.Times.Training)}, evaluation {Figures.Seconds(outcome.Times.Evaluation)})"));
        if (outcome.Stopped)
        {
            streams.Error.WriteLine($"stopped; results and checkpoints in {folder.Path} are complete: the same command goes on from there");
            return ExitCodes.Stopped;
        }

        if (outcome.Trained == 0)
        {
            streams.Error.WriteLine($"nothing to do: every trial in {folder.Path} has ended{(at.Failed + at.Diverged > 0 ? FormattableString.Invariant($", {at.Diverged} diverged and {at.Failed} failed (--retry trains them again)") : "")}");
            return ExitCodes.NothingToDo;
        }

        if (!options.Quiet && !options.Json)
            streams.Out.WriteLine($"next: gengpu sweep best {folder.Path}, gengpu sweep collect {folder.Path}, gengpu report {folder.Path}");
        return at.Failed + at.Diverged > 0 ? ExitCodes.SomeFailed : ExitCodes.Done;
    }

    private static int DryRun(SweepPlan plan, SweepRunOptions options, Streams streams)
    {
        (IAccelerator accelerator, _) = AcceleratorChoice.Create(options.Accelerator, options.Threads);
        using IAccelerator owned = accelerator;
        IReadOnlyList<EnsembleEstimate> estimates = SweepEstimate.Of(plan.List, accelerator, options.Threads);
        if (options.Json)
            streams.Out.WriteLine(JsonFile.ToLine(new { schema = "gengpu/sweep-plan/1", name = plan.List.Name, trials = plan.List.Trials.Count, excluded = plan.Excluded, duplicates = plan.Duplicates, ensembles = estimates }));
        else
            SweepPlanTable.Print(plan, estimates, accelerator.Info.ComputeUnits, streams);
        return estimates.Any(estimate => estimate.Problem is not null) ? ExitCodes.SomeFailed : ExitCodes.Done;
    }
}
