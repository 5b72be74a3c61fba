using GenGpu.Core.Accelerators;
using GenGpu.Evaluation;
using GenGpu.Models.Likelihoods;
using GenGpu.Models.Metrics;
using GenGpu.Models.Targets;

namespace GenGpu.Training;

/// <summary>Figures of the last and of the best parameters of every trial, on many fresh samples.</summary>
/// <param name="run">The run, whose training has ended.</param>
/// <param name="runner">Draws the samples.</param>
internal sealed class FinalEvaluation(TrainingRun run, SampleRunner runner)
{
    private readonly int _count = run.Metrics.SampleCount(run.Configuration.FinalSamples);

    /// <summary>Evaluates.</summary>
    /// <param name="groupSeconds">Training seconds per group.</param>
    /// <param name="cancellation">Looked at between blocks of trials.</param>
    /// <exception cref="OperationCanceledException">The run was asked to stop.</exception>
    public IReadOnlyList<FamilyResult> Evaluate(IReadOnlyList<double> groupSeconds, CancellationToken cancellation)
    {
        List<SampledTrial> finals = [];
        foreach (TrialGroup group in run.Groups)
        {
            foreach (Trial trial in group.Trials)
            {
                if (trial.Status.State == ModelState.Diverged)
                    continue;
                group.Sampler.Take(trial.Index, group.Ensemble, trial.Index);
                finals.Add(new SampledTrial(group, trial));
            }
        }

        var kept = new float[]?[run.Groups.Count];
        Dictionary<Trial, TrialFigures> last = Figures(finals, SampleRange.Final, trial => trial.StepsDone(run.Step), cancellation, (trial, samples) =>
        {
            if (trial.Trial.Index == 0)
                kept[IndexOf(trial.Group)] = samples.ToArray();
        });
        List<SampledTrial> bests = [];
        foreach (TrialGroup group in run.Groups)
        {
            foreach (Trial trial in group.Trials)
            {
                // Parameters that are both last and best are not measured twice.
                if (trial.Best is not { } best || (last.TryGetValue(trial, out TrialFigures? same) && same.Step == best.Step))
                    continue;
                group.Sampler.Take(trial.Index, best.State);
                bests.Add(new SampledTrial(group, trial));
            }
        }

        Dictionary<Trial, TrialFigures> best2 = Figures(bests, SampleRange.Best, trial => trial.Best!.Step, cancellation, null);
        var results = new List<FamilyResult>();
        for (int g = 0; g < run.Groups.Count; g++)
        {
            TrialGroup group = run.Groups[g];
            TrialResult[] trials = [.. group.Trials.Select(trial => new TrialResult(
                trial,
                last.GetValueOrDefault(trial),
                best2.GetValueOrDefault(trial) ?? (trial.Best is null ? null : last.GetValueOrDefault(trial))))];
            results.Add(new FamilyResult(group.Model, trials, groupSeconds[g], group.Trials.Sum(trial => trial.StepsDone(run.Step)), kept[g]));
        }

        return results;
    }

    private Dictionary<Trial, TrialFigures> Figures(List<SampledTrial> trials, long firstStep, Func<Trial, long> stepOf, CancellationToken cancellation, Action<SampledTrial, Memory<float>>? keep)
    {
        var metrics = new IReadOnlyList<MetricValue>[trials.Count];
        runner.Run(trials, _ => firstStep, _count, (index, samples) =>
        {
            metrics[index] = run.Metrics.Final(samples);
            keep?.Invoke(trials[index], samples);
        }, cancellation);
        var figures = new Dictionary<Trial, TrialFigures>();
        ReadOnlyMemory<float> heldOut = run.Groups[0].Model.Target is DataTarget data ? data.HeldOutA : default(ReadOnlyMemory<float>);
        for (int index = 0; index < trials.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            (TrialGroup group, Trial trial) = trials[index];
            LikelihoodReport? likelihood = group.Sampler.Likelihood(trial.Index, group.Model.Likelihood, heldOut);
            figures.Add(trial, new TrialFigures(stepOf(trial), metrics[index], likelihood));
        }

        return figures;
    }

    private int IndexOf(TrialGroup group)
    {
        int index = 0;
        while (!ReferenceEquals(run.Groups[index], group))
            index++;
        return index;
    }
}
