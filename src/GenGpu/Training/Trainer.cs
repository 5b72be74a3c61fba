using System.Diagnostics;
using GenGpu.Core.Accelerators;
using GenGpu.Evaluation;

namespace GenGpu.Training;

/// <summary>
/// Trains all families and seeds of a run side by side: all launches of one chunk go into one queue, so that every core is busy. What a
/// trial computes does not depend on how long chunks are, so a run that was stopped and continued gives the same bits.
/// </summary>
public sealed class Trainer
{
    // Long enough that a call's overhead does not show, short enough for progress and a prompt stop.
    private const double ChunkSeconds = 0.25;
    private readonly TrainingRun _run;
    private readonly SampleRunner _runner;
    private readonly RunEvaluation _evaluation;
    private readonly ProgressReport _report;
    private readonly Action<TrainingRun> _checkpoint;
    private long _lastCheckpoint = Stopwatch.GetTimestamp();
    private long _chunk = 1;

    /// <summary>Creates a trainer for a run, fresh or continued.</summary>
    /// <param name="run">The run.</param>
    /// <param name="progress">Receives progress, or null.</param>
    /// <param name="progressInterval">Time between two progress messages.</param>
    /// <param name="checkpoint">Writes a checkpoint; called every <see cref="TrainingConfiguration.CheckpointSeconds"/>, when stopped, and before the final figures.</param>
    public Trainer(TrainingRun run, IProgress<TrainProgress>? progress, TimeSpan progressInterval, Action<TrainingRun> checkpoint)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(checkpoint);
        _run = run;
        _checkpoint = checkpoint;
        _runner = new SampleRunner(run.Accelerator, run.Configuration.Threads);
        _evaluation = new RunEvaluation(run, _runner);
        _report = new ProgressReport(run, progress, progressInterval);
    }

    /// <summary>Trains to the end, evaluates the last and the best parameters, or stops with a checkpoint when asked to.</summary>
    /// <param name="stop">Asks to stop: a checkpoint is written and the result is not complete.</param>
    public TrainingResult Train(CancellationToken stop)
    {
        _lastCheckpoint = Stopwatch.GetTimestamp();
        while (_run.Step < _run.Configuration.Steps && _run.Groups.Any(group => group.IsRunning))
        {
            if (stop.IsCancellationRequested)
                return Stopped();
            Advance();
            if (_run.Schedule.IsEvaluation(_run.Step))
                _run.Times.Measure(TrainingPhase.Evaluate, _evaluation.Evaluate);
            _report.Send(TrainingPhase.Train, Stopwatch.GetElapsedTime(_lastCheckpoint));
            if (Stopwatch.GetElapsedTime(_lastCheckpoint).TotalSeconds >= _run.Configuration.CheckpointSeconds)
                Checkpoint();
        }

        if (stop.IsCancellationRequested)
            return Stopped();
        _report.Send(TrainingPhase.Evaluate, Stopwatch.GetElapsedTime(_lastCheckpoint));
        IReadOnlyList<FamilyResult> families = [];
        try
        {
            _run.Times.Measure(TrainingPhase.Evaluate, () => families = new FinalEvaluation(_run, _runner).Evaluate(stop));
        }
        catch (OperationCanceledException)
        {
            return Stopped();
        }

        return new TrainingResult(_run, IsComplete: true, families);
    }

    private void Advance()
    {
        long next = _run.Schedule.Next(_run.Step);
        int steps = (int)Math.Min(Math.Min(next - _run.Step, _chunk), int.MaxValue);
        long begin = Stopwatch.GetTimestamp();
        _run.Accelerator.Run([.. _run.Groups.Where(group => group.IsRunning)
            .Select(group => new Launch(group.Ensemble, group.Model.Train, _run.Step, steps) { Clock = group.TrainingClock })]);
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        _run.Times.Add(TrainingPhase.Train, seconds);
        _run.Step += steps;
        foreach (TrialGroup group in _run.Groups)
            group.UpdateStatus();

        // From one step on, at most fourfold at once: nothing is known yet of what a step costs, and the first are slow while code is being compiled.
        _chunk = Math.Clamp((long)(steps * ChunkSeconds / Math.Max(seconds, 1e-6)), 1, Math.Max(1, _chunk * 4));
    }

    private TrainingResult Stopped()
    {
        Checkpoint();
        return new TrainingResult(_run, IsComplete: false, []);
    }

    private void Checkpoint()
    {
        _run.Times.Measure(TrainingPhase.Write, () => _checkpoint(_run));
        _lastCheckpoint = Stopwatch.GetTimestamp();
    }
}
