using GenGpu.Core.Accelerators;
using GenGpu.Evaluation;
using GenGpu.Models.Energies;
using GenGpu.Models.Flows;
using GenGpu.Reports;
using GenGpu.Reports.Energies;

namespace GenGpu.Training;

/// <summary>Gathers what the pictures of a run on an energy show.</summary>
public static class EnergyReportBuilder
{
    private const int TargetSamples = 100_000;
    private const int Draw = 1000;

    /// <summary>Gathers.</summary>
    /// <param name="plan">What was asked for.</param>
    /// <param name="result">A complete result.</param>
    /// <exception cref="ArgumentException">The run has no energy.</exception>
    public static EnergyReport Build(RunPlan plan, TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(result);
        if (plan is not { Target: EnergyTarget target, Models: [{ Weighted: { } layout }, ..] })
            throw new ArgumentException($"{plan.Target.Name} is no energy.", nameof(plan));
        FamilyResult family = result.Families[0];
        string where = target.Condition is { } condition ? FormattableString.Invariant($", {condition.Name} = {target.ConditionValue:G4}") : "";
        float[]? exact = Sample(target, result.Run.Accelerator);
        (WeightedPoints? samples, float[] targetEnergies) = Samples(family.FinalSamples, layout);
        return new EnergyReport(RunReportBuilder.Title(plan) + where, target.Law, target.CoordinateNames, Curves(result.Run))
        {
            SampleTitle = RunReportBuilder.Title(plan, plan.Configuration.SeedOf(0)) + where,
            ConditionTitle = RunReportBuilder.Title(plan, family.Condition?.Seed ?? 0),
            Samples = samples,
            Target = exact is null ? null : new ReportSamples(target.Dimensions, exact),
            TargetReducedEnergies = targetEnergies.Length > 0 || exact is null ? targetEnergies : Evaluate(target.Law, exact),
            Condition = family.Condition,
        };
    }

    private static EnergyCurves Curves(TrainingRun run)
    {
        TrialGroup group = run.Groups[0];
        long[] steps = [.. group.Trials.SelectMany(trial => trial.Curve).Select(point => point.Step).Distinct().Order()];
        return new EnergyCurves(steps, Curve(BoltzmannMetrics.FreeEnergy)!, Curve(BoltzmannMetrics.ReverseSampleSize)!, Curve(BoltzmannMetrics.ForwardSampleSize));

        MetricCurve? Curve(string name)
        {
            for (int metric = 0; metric < run.Metrics.CurveNames.Count; metric++)
            {
                if (run.Metrics.CurveNames[metric] == name)
                    return RunReportBuilder.Curve(group, steps, metric);
            }

            return null;
        }
    }

    private static (WeightedPoints? Samples, float[] TargetEnergies) Samples(float[]? drawn, WeightedSamples layout)
    {
        if (drawn is null)
            return (null, []);
        int count = drawn.Length / layout.Rows;
        float[] logWeights = new float[count];
        for (int sample = 0; sample < count; sample++)
            logWeights[sample] = -drawn[(layout.ReducedEnergy * count) + sample] - drawn[(layout.LogDensity * count) + sample];
        var points = new ReportSamples(layout.Dimensions, drawn.AsMemory(0, layout.Dimensions * count));
        float[] target = layout.HasTarget ? drawn.AsSpan(layout.TargetReducedEnergy * count, count).ToArray() : [];
        return (new WeightedPoints(points, logWeights, drawn.AsMemory(layout.ReducedEnergy * count, count)), target);
    }

    // At the temperature that the flow's samples are drawn at, which a condition may have moved.
    private static float[]? Sample(EnergyTarget target, IAccelerator accelerator)
    {
        EnergyTarget? drawn = target.Condition is null ? target : target.Law.HasSampler ? new EnergyTarget(target.Energy, target.Law.Beta) : null;
        if (drawn is not { HasSamples: true })
            return null;
        using var sampling = new TargetSampling(accelerator, drawn);
        return sampling.Draw(TargetSamples, Draw);
    }

    private static float[] Evaluate(BoltzmannLaw law, float[] samples)
    {
        int count = samples.Length / law.Energy.Dimensions;
        float[] energies = new float[count];
        double[] point = new double[law.Energy.Dimensions];
        for (int sample = 0; sample < count; sample++)
        {
            for (int axis = 0; axis < point.Length; axis++)
                point[axis] = samples[(axis * count) + sample];
            energies[sample] = (float)(law.Beta * law.Energy.Evaluate(point));
        }

        return energies;
    }
}
