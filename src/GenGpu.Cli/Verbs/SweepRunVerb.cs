using GenGpu.Cli.Options;
using GenGpu.Cli.Screen;
using GenGpu.Core.Accelerators;
using GenGpu.Storage;
using GenGpu.Sweeps.Cluster;
using GenGpu.Sweeps.Execution;
using GenGpu.Sweeps.Expansion;
using GenGpu.Training;
using Microsoft.Extensions.Logging;

namespace GenGpu.Cli.Verbs;

/// <summary><c>gengpu sweep run</c>.</summary>
internal static class SweepRunVerb
{
    /// <summary>Runs the verb.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="streams">Where it writes.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <param name="isPreempted">Whether that came from the cluster's warning, and nobody else wants it to stop.</param>
    /// <returns>The exit code.</returns>
    public static int Run(SweepRunOptions options, Streams streams, CancellationToken stop, Func<bool> isPreempted)
    {
        SweepPlan? plan = SweepStart.Plan(options, options.DryRun);
        using var logger = new LineLogger(streams.Error, options.Quiet);
        foreach (string note in plan?.Notes ?? [])
            logger.LogWarning("{Note}", note);
        if (plan is not null && options.DryRun)
            return DryRun(plan, options, streams);
        SweepFolder folder = SweepStart.Folder(options, plan);
        var job = new SweepJob(plan, folder, SweepStart.Map(options) with { Shard = options.Shard is { } shard ? Shard.Parse(shard) : Shard.Whole, Steal = options.Steal }, logger);
        using CancellationTokenSource any = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (options.SimulatePreemption is { } seconds && SlurmTask.IsFirstStart)
            any.CancelAfter(TimeSpan.FromSeconds(seconds));
        SweepOutcome outcome = options.Quiet ? job.Run(null, any.Token)
            : streams.ErrorIsTerminal ? LiveDisplay<SweepProgress>.Show(streams, logger, (value, _) => SweepScreen.Render(value), progress => job.Run(progress, any.Token))
            : job.Run(new SweepLines(streams.Error), any.Token);
        int code = Print(outcome, folder, options, streams);
        if (outcome.Stopped && options.Requeues > 0 && (isPreempted() || !stop.IsCancellationRequested))
            streams.Error.WriteLine(SlurmTask.Requeue(options.Requeues));
        return options.Task && code is (ExitCodes.SomeFailed or ExitCodes.NothingToDo) ? ExitCodes.Done : code;
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
            streams.Error.WriteLine($"stopped; results and checkpoints in {folder.Path} are on the disk: the same command goes on from there");
            return ExitCodes.Stopped;
        }

        if (outcome.Trained == 0)
        {
            streams.Error.WriteLine($"nothing to do: every trial in {folder.Path} has ended{(at.Failed + at.Diverged > 0 ? FormattableString.Invariant($", {at.Diverged} diverged and {at.Failed} failed (--retry trains them again)") : "")}");
            return ExitCodes.NothingToDo;
        }

        if (!options.Quiet && !options.Json && !options.Task)
        {
            string path = SlurmScripts.Quote(folder.Path);
            streams.Out.WriteLine($"next: gengpu sweep best {path}, gengpu sweep collect {path}, gengpu report {path}");
        }

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
