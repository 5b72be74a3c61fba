using System.Diagnostics;
using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Evaluation;
using GenGpu.Models.Energies;

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
    private readonly Dictionary<TrialGroup, HostEnergySteps> _hosts;
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
        _hosts = run.Groups.Where(group => group.Model.EnergyPoints is not null).ToDictionary(group => group, group => new HostEnergySteps(run.Accelerator, group));
    }

    /// <summary>Trains to the end, evaluates the last and the best parameters, or stops with a checkpoint when asked to.</summary>
    /// <param name="stop">Asks to stop: a checkpoint is written and the result is not complete.</param>
    /// <exception cref="UserErrorException">The function of a <see cref="CallbackEnergy"/> has failed; a checkpoint is written before.</exception>
    public TrainingResult Train(CancellationToken stop)
    {
        _lastCheckpoint = Stopwatch.GetTimestamp();
        try
        {
            return TrainAndEvaluate(stop);
        }
        catch (EnergyCallbackException error)
        {
            Checkpoint();
            throw new UserErrorException(FormattableString.Invariant($"{error.Message} The run has stopped at step {_run.Step} with a checkpoint: mend the function and resume it."), innerException: error);
        }
    }

    private TrainingResult TrainAndEvaluate(CancellationToken stop)
    {
        while ((_run.Step < _run.Configuration.Steps || IsEvaluationLeft) && _run.Groups.Any(group => group.IsRunning))
        {
            if (stop.IsCancellationRequested)
                return Stopped();
            if (!IsEvaluationLeft)
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

    // A checkpoint that was written because a function on the host failed in the middle of an evaluation.
    private bool IsEvaluationLeft => _run.Step > 0 && _run.Schedule.IsEvaluation(_run.Step)
        && _run.Groups.Any(group => group.Trials.Any(trial => trial.Status.State == ModelState.Running && (trial.Curve.Count == 0 || trial.Curve[^1].Step < _run.Step)));

    private void Advance()
    {
        long next = _run.Schedule.Next(_run.Step);
        int steps = (int)Math.Min(Math.Min(next - _run.Step, _chunk), int.MaxValue);
        long begin = Stopwatch.GetTimestamp();
        try
        {
            // A function on the host is asked before every single step.
            int stride = _hosts.Count > 0 ? 1 : steps;
            for (int done = 0; done < steps; done += stride)
            {
                Launch[] launches = [.. _run.Groups.Where(group => group.IsRunning).SelectMany(group => Launches(group, stride))];
                if (launches.Length > 0)
                    _run.Accelerator.Run(launches);
                _run.Step += stride;
            }
        }
        finally
        {
            foreach (TrialGroup group in _run.Groups)
                group.UpdateStatus();
        }

        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        _run.Times.Add(TrainingPhase.Train, seconds);

        // From one step on, at most fourfold at once: nothing is known yet of what a step costs, and the first are slow while code is being compiled.
        _chunk = Math.Clamp((long)(steps * ChunkSeconds / Math.Max(seconds, 1e-6)), 1, Math.Max(1, _chunk * 4));
    }

    private IReadOnlyList<Launch> Launches(TrialGroup group, int steps) => _hosts.TryGetValue(group, out HostEnergySteps? host)
        ? host.Prepare(_run.Step)
        : [new Launch(group.Ensemble, group.Model.Train, _run.Step, steps) { Clock = group.TrainingClock }];

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
