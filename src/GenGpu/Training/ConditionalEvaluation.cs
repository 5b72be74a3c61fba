using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Evaluation;
using GenGpu.Models.Metrics;
using GenGpu.Models.Targets;

namespace GenGpu.Training;

/// <summary>
/// Measures conditional models condition by condition: against the exact law at every value of a parameter, trained or held out; against held-out points of a data file in bands of each column, or by category. Every figure has
/// the floor of as many samples there.
/// </summary>
/// <param name="run">The run, whose training has ended.</param>
/// <param name="runner">Draws the samples.</param>
internal sealed class ConditionalEvaluation(TrainingRun run, SampleRunner runner) : IDisposable
{
    // Three digits of W1 where a model is any good, and all values together stay cheap.
    private const int MostSamples = 10_000;
    private const int MostTrials = 8;
    private const int FloorDraws = 10;
    private const int DrawsPerValue = 16;
    private readonly Dictionary<string, MetricEvaluator> _evaluators = new(StringComparer.Ordinal);
    private TargetSampling? _sampling;

    /// <summary>Measures the last parameters of up to eight trials that have not diverged.</summary>
    /// <param name="group">The group; its samplers afterwards hold these trials' last parameters.</param>
    /// <param name="at">Values of the conditions, or null for all that the target has to offer.</param>
    /// <param name="cancellation">Looked at between conditions.</param>
    /// <returns>None for a model without conditions, or where every trial has diverged.</returns>
    /// <exception cref="UserErrorException">Nothing is known of the target at these values.</exception>
    /// <exception cref="OperationCanceledException">The run was asked to stop.</exception>
    public IReadOnlyList<ConditionFigures> Evaluate(TrialGroup group, IReadOnlyList<double>? at, CancellationToken cancellation)
    {
        SampledTrial[] trials = [.. group.Trials.Where(trial => trial.Status.State != ModelState.Diverged).Take(MostTrials).Select(trial => new SampledTrial(group, trial))];
        if (trials.Length == 0 || group.Model.Target is not ConditionalTarget)
            return [];
        foreach (SampledTrial trial in trials)
            group.Sampler.Take(trial.Trial.Index, group.Ensemble, trial.Trial.Index);
        try
        {
            return group.Model.Target is ParameterTarget parameter
                ? [.. Places(parameter, at).Select((place, index) => AtValue(parameter, place.Value, place.IsHeldOut, index, trials, cancellation))]
                : InStrata((ColumnTarget)group.Model.Target, at, trials, cancellation);
        }
        finally
        {
            foreach (SampledTrial trial in trials)
                group.Sampler.TakeHypers(trial.Trial.Index, group.Ensemble, trial.Trial.Index);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sampling?.Dispose();

    private static IReadOnlyList<(double Value, bool IsHeldOut)> Places(ParameterTarget target, IReadOnlyList<double>? at) =>
        at is null ? target.Values : [((float)at[0], !target.TrainedValues.Contains((float)at[0]))];

    private ConditionFigures AtValue(ParameterTarget target, double value, bool isHeldOut, int index, SampledTrial[] trials, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Target law = target.At(value);
        _sampling ??= new TargetSampling(run.Accelerator, target.Name, target.Dimensions, (g, condition) => target.Law.Sample(g, "target", target.Condition.Name, condition));
        _sampling.Give(value);
        int count = Math.Min(run.Configuration.FinalSamples, MostSamples);
        if (!_evaluators.TryGetValue(law.Name, out MetricEvaluator? evaluator))
            _evaluators.Add(law.Name, evaluator = new MetricEvaluator(law, new EvaluationOptions { FloorDraws = FloorDraws }, OfTarget));
        foreach (SampledTrial trial in trials)
            trial.Group.Sampler.SetConditions(trial.Trial.Index, [value]);
        float[][] drawn = Draw(trials, count, index, cancellation);
        UnivariateLaw? line = target.Dimensions == 1 ? law.Marginal(0) : null;
        return new ConditionFigures(
            ConditionPlaces.Text(target.Conditions, [value]),
            new Dictionary<string, double> { [target.Condition.Name] = value },
            isHeldOut,
            Seeds(trials),
            Measure(evaluator, [.. drawn.Select(samples => samples[..(target.Dimensions * count)])], cancellation),
            drawn[0][..(target.Dimensions * count)],
            OfTarget(count, FloorDraws + 1))
        {
            Density = line is null ? null : x => Math.Exp(line.LogDensity(x)),
        };

        // Other random numbers at every value, so that means over values are means over noise as well.
        float[] OfTarget(int count, int draw) => _sampling.Draw(count, draw + (index * DrawsPerValue));
    }

    private List<ConditionFigures> InStrata(ColumnTarget target, IReadOnlyList<double>? at, SampledTrial[] trials, CancellationToken cancellation)
    {
        IReadOnlyList<ColumnStratum> strata = at is null ? ColumnStratum.All(target) : [ColumnStratum.At(target, at)];
        foreach (SampledTrial trial in trials.Where(_ => at is not null))
            trial.Group.Sampler.SetConditions(trial.Trial.Index, at!);

        // Enough that a stratum of a few percent holds as many samples as points are held out in it.
        float[][] drawn = Draw(trials, Math.Clamp(40 * target.Joint.HeldOutCount, 2_000, ColumnStratum.MostDrawn), 0, cancellation);
        var figures = new List<ConditionFigures>();
        foreach (ColumnStratum stratum in strata)
        {
            if (stratum.HeldOut is not { } points)
                continue;
            float[][] own = [.. drawn.Select(samples => stratum.Of(samples, points.HeldOutCount))];
            if (own.Any(samples => samples.Length < target.Dimensions * points.HeldOutCount))
                continue;
            if (!_evaluators.TryGetValue(stratum.Given, out MetricEvaluator? evaluator))
                _evaluators.Add(stratum.Given, evaluator = new MetricEvaluator(points, new EvaluationOptions(), null));
            figures.Add(new ConditionFigures(stratum.Given, stratum.Values, IsHeldOut: false, Seeds(trials), Measure(evaluator, own, cancellation), stratum.Of(drawn[0], int.MaxValue), stratum.Of(target.Joint.Train, int.MaxValue)));
        }

        return at is null || figures.Count > 0
            ? figures
            : throw new UserErrorException($"--at {strata[0].Given}: fewer than {ColumnStratum.LeastPoints} points are held out there, too few to measure with; gengpu sample --at draws there all the same.", 2);
    }

    private static ulong[] Seeds(SampledTrial[] trials) => [.. trials.Select(trial => trial.Trial.Seed)];

    private float[][] Draw(SampledTrial[] trials, int count, int index, CancellationToken cancellation)
    {
        float[][] drawn = new float[trials.Length][];
        runner.Run(trials, trial => SampleRange.Condition + ((long)index * SampleRange.Steps(count, trial.Group.Model.Sample.BatchSize)), count, (index, samples) => drawn[index] = samples.ToArray(), cancellation);
        return drawn;
    }

    private IReadOnlyList<MetricValue>[] Measure(MetricEvaluator evaluator, IReadOnlyList<float[]> samples, CancellationToken cancellation) =>
        [.. samples.Select(own => evaluator.Evaluate(own, run.Accelerator.Buffers, cancellation))];
}
