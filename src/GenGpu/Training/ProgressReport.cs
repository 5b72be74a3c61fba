using System.Diagnostics;
using GenGpu.Core.Accelerators;

namespace GenGpu.Training;

/// <summary>Turns the state of a run into progress messages, a few per second.</summary>
/// <param name="run">The run.</param>
/// <param name="progress">Receives them, or null.</param>
/// <param name="interval">Time between two messages.</param>
internal sealed class ProgressReport(TrainingRun run, IProgress<TrainProgress>? progress, TimeSpan interval)
{
    private readonly long _begin = Stopwatch.GetTimestamp();
    private readonly long _firstStep = run.Step;
    private TrainingPhase? _phase;
    private TimeSpan _last;

    /// <summary>Sends a message if it is time to, if the phase has changed or if training has ended.</summary>
    /// <param name="phase">What the run does now.</param>
    /// <param name="checkpointAge">Time since the last checkpoint.</param>
    public void Send(TrainingPhase phase, TimeSpan checkpointAge)
    {
        if (progress is null)
            return;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_begin);
        bool due = phase != _phase || elapsed - _last >= interval || run.Step == run.Configuration.Steps;
        if (!due)
            return;
        (_phase, _last) = (phase, elapsed);
        double rate = elapsed.TotalSeconds > 0.05 ? (run.Step - _firstStep) / elapsed.TotalSeconds : 0;
        TimeSpan? left = rate > 0 ? TimeSpan.FromSeconds(Math.Min((run.Configuration.Steps - run.Step) / rate, 1e8)) : null;
        progress.Report(new TrainProgress(
            phase, run.Step, run.Configuration.Steps, elapsed, rate, left, run.Metrics.CurveNames[run.SelectionMetric], checkpointAge, [.. run.Groups.Select(Describe)]));
    }

    private ModelProgress Describe(TrialGroup group)
    {
        var losses = new List<double>();
        var values = new List<double>();
        double best = double.NaN;
        int running = 0, stopped = 0, diverged = 0;
        foreach (Trial trial in group.Trials)
        {
            running += trial.Status.State == ModelState.Running ? 1 : 0;
            stopped += trial.Status.State == ModelState.Stopped ? 1 : 0;
            diverged += trial.Status.State == ModelState.Diverged ? 1 : 0;
            if (trial.Best is { } point && !(point.Value >= best))
                best = point.Value;
            if (trial.Curve.Count == 0 || trial.Status.State == ModelState.Diverged)
                continue;
            losses.Add(trial.Curve[^1].Loss);
            values.Add(trial.Curve[^1].Values[run.SelectionMetric]);
        }

        double floor = run.Metrics.CurveFloors[run.SelectionMetric].Mean;
        return new ModelProgress(group.Model.Family, SeedStatistics.MedianOf(losses), SeedStatistics.MedianOf(values), best, floor, running, stopped, diverged);
    }
}
