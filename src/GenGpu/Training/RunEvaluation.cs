using GenGpu.Core.Accelerators;
using GenGpu.Evaluation;

namespace GenGpu.Training;

/// <summary>Evaluates the trials of a run during training: curves, best parameters, snapshots, early stopping.</summary>
/// <param name="run">The run.</param>
/// <param name="runner">Draws the samples.</param>
internal sealed class RunEvaluation(TrainingRun run, SampleRunner runner)
{
    private readonly List<SampledTrial> _trials = [];
    private readonly int _count = run.Metrics.SampleCount(run.Configuration.CurveSamples);
    private readonly int _pictureCount = run.PictureCount(run.Configuration.CurveSamples);

    /// <summary>Evaluates every trial that still trains. The run's step must be one of its schedule.</summary>
    public void Evaluate()
    {
        bool snapshot = run.Schedule.IsSnapshot(run.Step);
        _trials.Clear();
        foreach (TrialGroup group in run.Groups)
        {
            foreach (Trial trial in group.Trials)
            {
                // The first trial's samples make the timeline, also after it was stopped early.
                bool shown = snapshot && trial.Index == 0 && trial.Status.State == ModelState.Stopped;
                if (trial.Status.State != ModelState.Running && !shown)
                    continue;
                group.Sampler.Take(trial.Index, group.Ensemble, trial.Index);
                _trials.Add(new SampledTrial(group, trial));
            }
        }

        float[]?[] kept = new float[_trials.Count][];
        double[][] values = new double[_trials.Count][];
        runner.Run(_trials, FirstStep, _count, (index, samples) =>
        {
            if (_trials[index].Trial.Status.State == ModelState.Running)
                values[index] = run.Metrics.Curve(samples);
            if (snapshot && _trials[index].Trial.Index == 0 && _pictureCount == _count)
                kept[index] = samples.ToArray();
        });
        if (snapshot && _pictureCount > _count)
            DrawPictures(kept);
        for (int index = 0; index < _trials.Count; index++)
        {
            if (values[index] is { } computed)
                Note(_trials[index], computed);
        }

        if (snapshot)
            run.Timeline.Add(new TimelineSnapshot(run.Step, Enumerable.Range(0, kept.Length).Where(i => kept[i] is not null).ToDictionary(i => _trials[i].Trial.Model, i => kept[i]!)));
        run.Evaluations++;
    }

    private void DrawPictures(float[]?[] kept)
    {
        int[] places = [.. Enumerable.Range(0, _trials.Count).Where(index => _trials[index].Trial.Index == 0)];
        SampledTrial[] shown = [.. places.Select(place => _trials[place])];
        long FirstSnapshotStep(SampledTrial trial) => SampleRange.At(SampleRange.Snapshot, run.Timeline.Count, SampleRange.Steps(_pictureCount, trial.Group.Model.Sample.BatchSize));
        runner.Run(shown, FirstSnapshotStep, _pictureCount, (index, samples) => kept[places[index]] = samples.ToArray());
    }

    private long FirstStep(SampledTrial trial) =>
        SampleRange.At(SampleRange.Curve, run.Evaluations, SampleRange.Steps(_count, trial.Group.Model.Sample.BatchSize));

    private void Note(SampledTrial sampled, double[] values)
    {
        (TrialGroup group, Trial trial) = sampled;
        trial.Curve.Add(new CurvePoint(run.Step, group.Loss(trial.Index), values));
        double value = values[run.SelectionMetric];
        if (double.IsFinite(value) && (trial.Best is null || value < trial.Best.Value))
        {
            trial.Best = new BestPoint(run.Step, value, group.CopyState(trial.Index));
            trial.EvaluationsSinceBest = 0;
            return;
        }

        trial.EvaluationsSinceBest++;
        if (run.Configuration.EarlyStopping is { } stopping && trial.EvaluationsSinceBest >= stopping.Patience && run.Step < run.Configuration.Steps)
            group.Stop(trial, run.Step);
    }
}
