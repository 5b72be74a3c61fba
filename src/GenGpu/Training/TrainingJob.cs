using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Evaluation;
using GenGpu.Gpu;
using GenGpu.Models.Energies;
using GenGpu.Reports;
using GenGpu.Reports.Energies;
using GenGpu.Storage;
using Microsoft.Extensions.Logging;

namespace GenGpu.Training;

/// <summary>A whole run: checks, trains, evaluates, draws, and leaves the output folder. What <c>gengpu compare</c> and <c>gengpu train</c> do.</summary>
/// <param name="configuration">The configuration.</param>
/// <param name="resume">Whether to continue the checkpoint in the output folder.</param>
/// <param name="logger">Takes what a user should know.</param>
public sealed class TrainingJob(TrainingConfiguration configuration, bool resume, ILogger logger)
{
    /// <summary>Time between two progress messages.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(0.2);

    /// <summary>An energy of the calling program, for example a <see cref="CallbackEnergy"/>, in place of one that the configuration names; null for none.</summary>
    public Energy? Energy { get; init; }

    /// <summary>Runs the job.</summary>
    /// <param name="progress">Receives progress, or null.</param>
    /// <param name="stop">Asks to stop: a checkpoint is written.</param>
    /// <exception cref="UserErrorException">Something does not fit or cannot be read or written; the message says what, where and what to do.</exception>
    public JobOutcome Run(IProgress<TrainProgress>? progress, CancellationToken stop)
    {
        RunPlan plan;
        try
        {
            plan = RunPlan.Create(configuration, Energy, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return resume ? new JobOutcome(JobStatus.Stopped, CheckpointFile.Read(configuration.Output).State.Step, null) : new JobOutcome(JobStatus.NotBegun, 0, null);
        }

        CheckpointFile? from = configuration.From is { } source ? CheckpointFile.Read(source) : null;
        CheckpointFile? checkpoint = resume ? CheckpointFile.Read(configuration.Output) : null;
        (IAccelerator accelerator, string reason) = AcceleratorChoice.Create(configuration.Accelerator, configuration.Threads, plan.Models[0].HostEnergy);
        using IAccelerator owned = accelerator;
        if (accelerator is GpuAccelerator gpu)
            gpu.OnNotice(sentence => logger.LogWarning("{Sentence}", sentence));
        if (checkpoint is not null)
        {
            CheckpointRestore.Check(checkpoint, plan.Configuration, accelerator.Name);
            if (checkpoint.State.IsFinished)
                return Finished(checkpoint);
        }

        // All that can be refused is refused before the output folder is made, and that is made before anything takes long.
        using TargetSampling? sampling = plan.Target is EnergyTarget ? null : new TargetSampling(accelerator, plan.Target);
        ISampleMetrics metrics = plan.CreateMetrics(accelerator, sampling);
        using var run = new TrainingRun(plan.Configuration, plan.Models, metrics, accelerator);
        if (checkpoint is not null)
            CheckpointRestore.Into(checkpoint, run);
        string? begin = checkpoint is null && from is not null ? WarmStart.Apply(from, run) : null;
        logger.LogInformation("{Accelerator}", AcceleratorChoice.Describe(accelerator, reason));
        ResultFolder.Prepare(configuration.Output);
        WarnOfUnfinished();
        if (plan.Target is EnergyTarget energy && EnergyTargets.TailWarning(energy) is { } tail)
            logger.LogWarning("{Sentence}", tail);
        if (checkpoint is not null && CheckpointRestore.Move(checkpoint, accelerator.Name) is { } move)
            logger.LogWarning("{Sentence}", move);
        if (checkpoint is not null)
            logger.LogInformation("continuing {Path} at step {Step} of {Steps}", checkpoint.Path, run.Step, configuration.Steps);
        if (begin is not null)
            logger.LogInformation("{Sentence}", begin);
        run.Times.Measure(TrainingPhase.Evaluate, () => _ = metrics.CurveFloors);
        string path = Path.Combine(configuration.Output, CheckpointFile.FileName);
        TrainingResult result = new Trainer(run, progress, ProgressInterval, at => CheckpointWriter.Write(at, path)).Train(stop);
        if (!result.IsComplete)
            return new JobOutcome(JobStatus.Stopped, run.Step, null);
        return new JobOutcome(JobStatus.Complete, run.Step, Leave(plan, result, sampling, path));
    }

    private SummaryDocument Leave(RunPlan plan, TrainingResult result, TargetSampling? sampling, string checkpointPath)
    {
        TrainingRun run = result.Run;

        // First, so that a full disk or a kill while results are drawn and written does not cost the training.
        run.Times.Measure(TrainingPhase.Write, () => CheckpointWriter.Write(run, checkpointPath));
        IReadOnlyList<PictureOutcome> pictures = [];
        run.Times.Measure(TrainingPhase.Draw, () => pictures = sampling is null
            ? EnergyPictureSet.Draw(configuration.Output, EnergyReportBuilder.Build(plan, result), logger)
            : PictureSet.Draw(configuration.Output, RunReportBuilder.Build(plan, result, sampling), logger));
        string[] drawn = [.. pictures.Where(picture => picture.Drawn).Select(picture => Path.GetFileName(picture.Path))];
        run.Times.Measure(TrainingPhase.Write, () => ResultFolder.Write(plan, result, SummaryBuilder.Build(plan, result, drawn)));
        run.IsFinished = true;

        // Last, so that a checkpoint that says finished proves that all the rest is there.
        run.Times.Measure(TrainingPhase.Write, () => CheckpointWriter.Write(run, checkpointPath));
        return SummaryBuilder.Build(plan, result, drawn);
    }

    private JobOutcome Finished(CheckpointFile checkpoint)
    {
        string path = Path.Combine(configuration.Output, "summary.json");
        return new JobOutcome(JobStatus.NothingToDo, checkpoint.State.Step, File.Exists(path) ? JsonFile.Read<SummaryDocument>(path) : null);
    }

    private void WarnOfUnfinished()
    {
        if (resume || !CheckpointFile.Exists(configuration.Output))
            return;
        try
        {
            CheckpointFile old = CheckpointFile.Read(configuration.Output);
            if (!old.State.IsFinished)
                logger.LogWarning("{Path} holds an unfinished run at step {Step}; this run replaces it (--resume would have continued it)", old.Path, old.State.Step);
        }
        catch (UserErrorException)
        {
            // It will be replaced, and what it was does not matter to the new run.
        }
    }
}
