using GenGpu.Core.Accelerators;
using GenGpu.Evaluation;
using GenGpu.Models.Conditions;
using GenGpu.Models.Energies;
using GenGpu.Models.Estimators;
using GenGpu.Models.Flows;

namespace GenGpu.Training;

/// <summary>Measures a flow with a condition over its interval, on the copies that sample; the ensemble that trains is only read.</summary>
/// <param name="runner">Draws the samples.</param>
/// <param name="samples">Samples per value.</param>
internal sealed class ConditionEvaluation(SampleRunner runner, int samples)
{
    /// <summary>Values that are measured; with an odd number the middle of the interval is one of them.</summary>
    public const int ValueCount = 17;

    // Enough for three digits of log Z where a flow is any good, and all values together stay cheap.
    private const int MostSamples = 20_000;
    private readonly int _count = Math.Min(samples, MostSamples);

    /// <summary>Measures the last parameters of a group's first trial that has not diverged.</summary>
    /// <param name="group">The group; its sampler afterwards holds this trial's last parameters.</param>
    /// <param name="cancellation">Looked at between values.</param>
    /// <returns>Null where the model has no condition, or every trial has diverged.</returns>
    /// <exception cref="OperationCanceledException">The run was asked to stop.</exception>
    public ConditionCurve? Evaluate(TrialGroup group, CancellationToken cancellation)
    {
        if (group.Model is not { Target: EnergyTarget { Condition: { } condition } target, Weighted: { } layout })
            return null;
        Trial? trial = group.Trials.FirstOrDefault(candidate => candidate.Status.State != ModelState.Diverged);
        if (trial is null)
            return null;
        SampledTrial[] sampled = [new SampledTrial(group, trial)];
        group.Sampler.Take(trial.Index, group.Ensemble, trial.Index);
        var points = new List<ConditionPoint>();
        try
        {
            foreach (double value in condition.Values(ValueCount))
            {
                group.Sampler.SetConditions(trial.Index, [value]);
                runner.Run(sampled, _ => SampleRange.Condition, _count, (_, drawn) => points.Add(Point(target, layout, value, drawn.Span)), cancellation);
            }
        }
        finally
        {
            group.Sampler.TakeHypers(trial.Index, group.Ensemble, trial.Index);
        }

        return new ConditionCurve(condition.Name, condition.Kind == ConditionKind.Geometric, trial.Seed, _count, points);
    }

    private static ConditionPoint Point(EnergyTarget target, WeightedSamples layout, double value, ReadOnlySpan<float> drawn)
    {
        BoltzmannLaw law = target.LawAt(value);
        int count = drawn.Length / layout.Rows;
        var weights = new ImportanceWeights();

        // The stream holds beta U at this value of the condition, whatever the condition is.
        for (int sample = 0; sample < count; sample++)
            weights.Add(-(double)drawn[(layout.ReducedEnergy * count) + sample] - drawn[(layout.LogDensity * count) + sample]);
        return new ConditionPoint(
            value, law.Beta, -weights.FiniteElbo.Value, weights.FiniteElbo.Error, weights.LogPartition.Value, weights.LogPartition.Error, weights.EffectiveSampleFraction, law.LogPartition);
    }
}
