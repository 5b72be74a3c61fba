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
    private readonly int _pictureCount = run.PictureCount(run.Configuration.FinalSamples);

    /// <summary>Values of the conditions that conditional models are measured at, or null for all that the target has to offer.</summary>
    public IReadOnlyList<double>? At { get; init; }

    /// <summary>Evaluates.</summary>
    /// <param name="cancellation">Looked at between blocks of trials.</param>
    /// <exception cref="OperationCanceledException">The run was asked to stop.</exception>
    public IReadOnlyList<FamilyResult> Evaluate(CancellationToken cancellation)
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

        using var failure = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Dictionary<Trial, Task<LikelihoodReport>> likelihoods = StartLikelihoods(failure.Token);
        try
        {
            return Results(finals, likelihoods, cancellation);
        }
        catch
        {
            failure.Cancel();
            throw;
        }
        finally
        {
            // Nothing may still read the ensembles when they are disposed of.
            Task.WhenAll(likelihoods.Values).ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        }
    }

    private List<FamilyResult> Results(List<SampledTrial> finals, Dictionary<Trial, Task<LikelihoodReport>> likelihoods, CancellationToken cancellation)
    {
        var kept = new float[]?[run.Groups.Count];
        Dictionary<Trial, TrialFigures> last = Figures(finals, SampleRange.Final, trial => trial.StepsDone(run.Step), cancellation, (trial, samples) =>
        {
            if (trial.Trial.Index == 0 && _pictureCount == _count && run.KeepsSamples)
                kept[IndexOf(trial.Group)] = samples.ToArray();
        });
        if (_pictureCount > _count && run.KeepsSamples)
        {
            SampledTrial[] shown = [.. finals.Where(trial => trial.Trial.Index == 0)];
            runner.Run(shown, _ => SampleRange.Final, _pictureCount, (index, samples) => kept[IndexOf(shown[index].Group)] = samples.ToArray(), cancellation);
        }

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
        using var conditional = new ConditionalEvaluation(run, runner);
        for (int g = 0; g < run.Groups.Count; g++)
        {
            TrialGroup group = run.Groups[g];
            IReadOnlyList<MetricValue>[] judged = new AdversarialEvaluation(run.Accelerator, run.SampleSeed).Evaluate(group, _count, cancellation);
            TrialResult[] trials = [.. group.Trials.Select(trial => new TrialResult(
                trial,
                WithLikelihood(With(last.GetValueOrDefault(trial), judged[trial.Index]), likelihoods.GetValueOrDefault(trial), cancellation),
                best2.GetValueOrDefault(trial) ?? (trial.Best is null ? null : last.GetValueOrDefault(trial))))];
            results.Add(new FamilyResult(group.Model, trials, group.CoreSeconds, group.Trials.Sum(trial => trial.StepsDone(run.Step)), kept[g])
            {
                Condition = new ConditionEvaluation(runner, _count).Evaluate(group, cancellation),
                Conditions = run.KeepsSamples ? conditional.Evaluate(group, At, cancellation) : [],
            });
        }

        return results;
    }

    private Dictionary<Trial, TrialFigures> Figures(List<SampledTrial> trials, long firstStep, Func<Trial, long> stepOf, CancellationToken cancellation, Action<SampledTrial, Memory<float>>? keep)
    {
        var metrics = new IReadOnlyList<MetricValue>[trials.Count];
        var missing = new IReadOnlyList<string>?[trials.Count];
        runner.Run(trials, _ => firstStep, _count, (index, samples) =>
        {
            metrics[index] = run.Metrics.Final(samples, cancellation);
            missing[index] = run.Metrics.MissingModes(samples)?.Select(mode => ModeNames.Of(trials[index].Group.Model.Target, mode)).ToArray();
            keep?.Invoke(trials[index], samples);
        }, cancellation);
        var figures = new Dictionary<Trial, TrialFigures>();
        for (int index = 0; index < trials.Count; index++)
            figures.Add(trials[index].Trial, new TrialFigures(stepOf(trials[index].Trial), metrics[index], null) { MissingModes = missing[index] });
        return figures;
    }

    // On other threads while samples are drawn and measured: of the last parameters only, which nothing changes any more.
    private Dictionary<Trial, Task<LikelihoodReport>> StartLikelihoods(CancellationToken cancellation)
    {
        var tasks = new Dictionary<Trial, Task<LikelihoodReport>>();
        if (!run.Configuration.ExactLikelihood)
            return tasks;
        ReadOnlyMemory<float> heldOut = run.Groups[0].Model.Target is DataTarget data ? data.HeldOutA : default(ReadOnlyMemory<float>);
        foreach (TrialGroup group in run.Groups)
        {
            if (group.Model.Likelihood is not { } evaluator)
                continue;
            foreach (Trial trial in group.Trials.Where(trial => trial.Status.State != ModelState.Diverged).Take(run.LikelihoodTrials))
            {
                // The accelerator runs one call at a time: what needs it goes before the samples.
                tasks.Add(trial, evaluator.RunsPrograms
                    ? Task.FromResult(evaluator.Evaluate(run.Accelerator, group.Ensemble, trial.Index, heldOut, cancellation))
                    : Task.Run(() => evaluator.Evaluate(group.Ensemble, trial.Index, heldOut, cancellation), cancellation));
            }
        }

        return tasks;
    }

    private static TrialFigures? With(TrialFigures? figures, IReadOnlyList<MetricValue> more) =>
        figures is null || more.Count == 0 ? figures : figures with { Metrics = [.. figures.Metrics, .. more] };

    private static TrialFigures? WithLikelihood(TrialFigures? figures, Task<LikelihoodReport>? likelihood, CancellationToken cancellation)
    {
        if (figures is null || likelihood is null)
            return figures;
        return figures with { Likelihood = likelihood.WaitAsync(cancellation).GetAwaiter().GetResult() };
    }

    private int IndexOf(TrialGroup group)
    {
        int index = 0;
        while (!ReferenceEquals(run.Groups[index], group))
            index++;
        return index;
    }
}
