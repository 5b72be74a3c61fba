using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Cpu;
using GenGpu.Gpu;
using GenGpu.Storage;
using GenGpu.Sweeps.Cluster;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Results;
using GenGpu.Training;
using Microsoft.Extensions.Logging;

namespace GenGpu.Sweeps.Execution;

/// <summary>Runs a sweep, or a shard of it, in a folder: what <c>gengpu sweep run</c> does. To resume, run it again.</summary>
/// <param name="plan">The specification, expanded; null to go on with the list of trials in the folder.</param>
/// <param name="folder">The sweep's folder.</param>
/// <param name="options">How to run it.</param>
/// <param name="logger">Takes what a user should know.</param>
public sealed class SweepJob(SweepPlan? plan, SweepFolder folder, SweepOptions options, ILogger logger)
{
    /// <summary>Steps of the file system under the segment of results.</summary>
    internal IFileSteps FileSteps { get; init; } = DiskFileSteps.Instance;

    /// <summary>Trains what has no result yet.</summary>
    /// <param name="progress">Receives progress, or null.</param>
    /// <param name="stop">Asks to stop: checkpoints are written.</param>
    /// <returns>What became of it; nothing was trained when <see cref="SweepOutcome.Trained"/> is 0 and it was not stopped.</returns>
    /// <exception cref="UserErrorException">The folder cannot be written, belongs to another specification or another process, or the disk is full; the message says what to do.</exception>
    public SweepOutcome Run(IProgress<SweepProgress>? progress, CancellationToken stop)
    {
        if (plan is null && !TrialListFile.Exists(folder.Path))
            TrialListFile.Read(folder.Path);
        folder.Prepare();
        Action<string> note = sentence => logger.LogWarning("{Sentence}", sentence);
        TrialList list;
        IReadOnlyList<SweepTrial> mine;
        Lease lease;
        using (FolderGate.Enter(folder, TimeSpan.FromSeconds(30)))
        {
            list = SweepFreeze.Keep(folder, plan, options.Extend, note);
            mine = options.Shard.Of(list);
            lease = Lease.Take(folder, options.Shard, mine.Count, options.Steal, note);
        }

        using (lease)
        {
            try
            {
                SweepOutcome outcome = Run(list, mine, lease, progress, stop);
                lease.Ends(outcome.Stopped ? "stopped" : "complete");
                return outcome;
            }
            catch (Exception error)
            {
                lease.Ends(error.Message);
                throw;
            }
        }
    }

    private SweepOutcome Run(TrialList list, IReadOnlyList<SweepTrial> mine, Lease lease, IProgress<SweepProgress>? progress, CancellationToken stop)
    {
        SweepData.Check(folder, list);
        ResultIndex index = ResultIndex.Read(folder.Results);
        if (index.Damage.DamagedRecords > 0)
            logger.LogWarning("{Count} records in {Folder} are damaged; their trials are trained again", index.Damage.DamagedRecords, folder.Results);
        List<SweepTrial> pending = Pending(list, mine, index);
        (IAccelerator accelerator, string reason) = AcceleratorChoice.Create(options.Accelerator, options.Threads);
        using IAccelerator owned = accelerator;
        if (accelerator is GpuAccelerator gpu)
            gpu.OnNotice(sentence => logger.LogWarning("{Sentence}", sentence));
        HashSet<string> again = [.. pending.Select(trial => trial.Id)];
        var meter = new ProgressMeter(list, mine.Where(trial => !again.Contains(trial.Id)).Select(trial => index.StateOf(trial.Id)), mine.Count, accelerator is CpuAccelerator ? accelerator.Info.ComputeUnits : 1, progress, options.ProgressInterval, lease);
        meter.Report(0, 0, force: true);
        if (pending.Count == 0)
            return new SweepOutcome(false, meter.Latest!, 0, meter.Times);
        logger.LogInformation("{Accelerator}", AcceleratorChoice.Describe(accelerator, reason));
        if (meter.Latest!.Ended > 0 || lease.Starts > 1)
            logger.LogInformation("continuing {Folder}: {Ended} of {Total} trials have ended", folder.Path, meter.Latest.Ended, mine.Count);
        var writerInfo = new WriterInfo(WriterInfo.CurrentSchema, Environment.MachineName, Environment.ProcessId, ClusterJob.Name, options.Shard.ToString(), BuildVersion.Text, NumericsVersion.Current, accelerator.Name, accelerator.Info.Device, DateTime.UtcNow) { Restarts = ClusterJob.Restarts };
        using var writer = new SegmentWriter(folder.Results, writerInfo, FileSteps);
        using var runner = new SweepRunner(list, pending, index, meter, accelerator, writer, new SweepCheckpoints(folder, logger), options, logger);
        bool complete = runner.Run(stop);
        meter.Report(0, 0, force: true);
        return new SweepOutcome(!complete, meter.Latest!, meter.Trained, meter.Times);
    }

    // Of a cohort that is ranked together, all are trained again when one is.
    private List<SweepTrial> Pending(TrialList list, IReadOnlyList<SweepTrial> mine, ResultIndex index)
    {
        var pending = new List<SweepTrial>();
        foreach (IReadOnlyList<SweepTrial> group in EnsembleKeys.Group(list, mine))
        {
            foreach (IReadOnlyList<SweepTrial> cohort in EnsembleKeys.Cohorts(list, group))
            {
                if (cohort.Any(trial => index.StateOf(trial.Id) is TrialState.Pending || (index.StateOf(trial.Id) == TrialState.Failed && options.RetryFailed) || (index.StateOf(trial.Id) == TrialState.Diverged && options.RetryDiverged)))
                    pending.AddRange(cohort);
            }
        }

        pending.Sort((left, right) => left.Index.CompareTo(right.Index));
        return pending;
    }
}
