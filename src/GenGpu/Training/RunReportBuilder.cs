using System.Globalization;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Evaluation;
using GenGpu.Models.Diffusion;
using GenGpu.Models.Families;
using GenGpu.Models.Metrics;
using GenGpu.Models.Targets;
using GenGpu.Reports;

namespace GenGpu.Training;

/// <summary>Gathers what the pictures of a run show, in the target's own units.</summary>
public static class RunReportBuilder
{
    private const int TargetSamples = 100_000;
    private const int MostModes = 400;

    /// <summary>Gathers.</summary>
    /// <param name="plan">What was asked for.</param>
    /// <param name="result">A complete result.</param>
    /// <param name="sampling">Draws the target.</param>
    public static RunReport Build(RunPlan plan, TrainingResult result, TargetSampling sampling)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(sampling);
        TrainingRun run = result.Run;
        Target target = plan.Target;
        int kld = IndexOf(run.Metrics.CurveNames, "kld", "kldAxes");
        int w1 = IndexOf(run.Metrics.CurveNames, "w1", "slicedW1");
        UnivariateLaw? law = target.Dimensions == 1 && !target.IsDiscrete && plan.Categories is null ? target.Marginal(0) : null;
        CategoryGrid? categories = plan.Categories;
        return new RunReport(
            Title(plan),
            Columns(plan),
            Samples(target, target is DataTarget points ? points.Train : Decoded(plan, sampling.Draw(TargetSamples, 1000))),
            [.. result.Families.Select((family, index) => Model(plan, run, run.Groups[index], family, kld, w1))])
        {
            SampleTitle = Title(plan, plan.Configuration.SeedOf(0)),
            GivenColumns = GivenColumns(plan),
            KlDivergenceFloor = Floor(run.Metrics.CurveFloors[kld]),
            WassersteinFloor = Floor(run.Metrics.CurveFloors[w1]),
            KlDivergenceName = run.Metrics.CurveNames[kld] == "kldAxes" ? "mean KL(target ‖ model) of the columns" : "KL(target ‖ model)",
            WassersteinName = $"{(run.Metrics.CurveNames[w1] == "slicedW1" ? "sliced W1" : "W1")} / {(target.Standardisation.IsIdentity ? "units of x" : target.Dimensions == 1 ? "standard deviations" : "standard deviations of the columns")}",
            Range = target is DataTarget ? null : target.Range,
            Modes = NarrowModes(target),
            TargetDensity = law is null ? null : x => Math.Exp(law.LogDensity(x)),
            Categories = categories is null ? null : [.. Enumerable.Range(0, categories.Value.Count).Select(categories.Value.Point)],
            CategoryMasses = categories is null ? null : target.CategoryMasses(categories.Value),
            Manifold = Manifold(plan, run),
            ScoreErrors = Scores(run),
            Conditions = Conditions(result.Families),
            ConditionColumns = ColumnNames(plan.Models[0].Target),
        };
    }

    /// <summary>The centres of a planar target's modes, where its heat maps have cells of more than twice their width.</summary>
    internal static IReadOnlyList<(double X, double Y)> NarrowModes(Target target)
    {
        (double lower, double upper) = target.Range;
        if (target.Dimensions != 2 || target.Modes.Count is < 2 or > MostModes || target.SmallestScale > (upper - lower) / HistogramPicture.MostBins / 2)
            return [];
        (double, double)[] centres = [.. target.Modes.Select(mode => (mode.Mean[0], mode.Mean[1]))];
        return centres.Distinct().Count() == centres.Length ? centres : [];
    }

    private static IReadOnlyList<string> ColumnNames(Target target) => target switch
    {
        DataTarget data => Shifted(data.ColumnNames, data.Standardisation),
        ColumnTarget columns => Shifted(columns.ColumnNames, columns.Standardisation),
        _ => target.Dimensions == 1 ? ["x"] : [.. Enumerable.Range(1, target.Dimensions).Select(axis => FormattableString.Invariant($"x{axis}"))],
    };

    // Conditions stand behind what is learned.
    private static int GivenColumns(RunPlan plan) => plan.Target.Dimensions - plan.Models[0].Target.Dimensions;

    private static IReadOnlyList<string> Columns(RunPlan plan)
    {
        if (plan.Target is ParameterJointTarget)
            return [.. ColumnNames(plan.Models[0].Target), plan.Models[0].Target.Conditions!.Names];
        int learned = plan.Target.Dimensions - GivenColumns(plan);
        return [.. ColumnNames(plan.Target).Select((name, column) => column < learned ? name : $"{name} (given)")];
    }

    private static IReadOnlyList<ConditionPanel> Conditions(IReadOnlyList<FamilyResult> families)
    {
        if (families.FirstOrDefault(family => family.Conditions.Count > 0) is not { } any)
            return [];

        // Trained and held-out values in their order, categories and bands as they come.
        return [.. any.Conditions.Select(place => new ConditionPanel(
            place.Given,
            place.IsHeldOut,
            Samples(any.Model.Target, place.TargetSamples),
            [.. families.Select(family => family.Conditions.FirstOrDefault(own => own.Given == place.Given) is { } own ? Samples(family.Model.Target, own.Samples) : null)]) { Density = place.Density })];
    }

    // Pairs with a parameter sit on its trained values: heat maps of them are stripes, and the picture of conditions shows more.
    private static bool ShowsSamples(Target target) => target is not ParameterJointTarget;

    private static ModelReport Model(RunPlan plan, TrainingRun run, TrialGroup group, FamilyResult family, int kld, int w1)
    {
        long[] steps = [.. group.Trials.SelectMany(trial => trial.Curve).Select(point => point.Step).Distinct().Order()];
        string name = family.Model.Family;
        return new ModelReport(
            name.ToUpperInvariant(),
            steps,
            Curve(group, steps, kld),
            Curve(group, steps, w1),
            family.FinalSamples is null || !ShowsSamples(plan.Target) ? null : Samples(plan.Target, family.FinalSamples),
            [.. run.Timeline.Where(snapshot => snapshot.Samples.ContainsKey(name) && ShowsSamples(plan.Target)).Select(snapshot => new ModelSnapshot(100.0 * snapshot.Step / run.Configuration.Steps, Samples(plan.Target, snapshot.Samples[name])))]);
    }

    /// <summary>Median and range over seeds of one metric of curves.</summary>
    internal static MetricCurve Curve(TrialGroup group, long[] steps, int metric)
    {
        var values = steps.ToDictionary(step => step, _ => new List<double>());
        foreach (Trial trial in group.Trials)
        {
            foreach (CurvePoint point in trial.Curve)
                values[point.Step].Add(point.Values[metric]);
        }

        SeedStatistics[] statistics = [.. steps.Select(step => SeedStatistics.Of(values[step]))];
        double[] median = [.. statistics.Select(s => s.Median)];
        return group.Trials.Count == 1
            ? MetricCurve.OfOneSeed(median)
            : new MetricCurve(median, [.. statistics.Select(s => s.Low)], [.. statistics.Select(s => s.High)]);
    }

    private static IReadOnlyList<ScoreError> Scores(TrainingRun run)
    {
        TrialGroup? group = run.Groups.FirstOrDefault(candidate => candidate.Model.Diffusion is not null);
        return group is null || group.Trials[0].Status.State == ModelState.Diverged ? [] : ScoreErrors.Measure(run.Accelerator, group.Ensemble, 0, group.Model);
    }

    private static LatentManifold? Manifold(RunPlan plan, TrainingRun run)
    {
        TrialGroup? group = run.Groups.FirstOrDefault(candidate => candidate.Model.Manifold is not null);
        if (group is null || group.Trials[0].Status.State == ModelState.Diverged)
            return null;
        TrainableModel model = group.Model;
        Program program = model.Manifold!;
        ProgramStream stream = program.Outputs.FirstOrDefault(output => output.Name == model.StandardisedOutput) ?? program.Outputs.First(output => output.Name == model.SamplesOutput);
        int points = model.ManifoldWidth * model.ManifoldWidth;
        int steps = SampleRange.Steps(points, program.BatchSize);
        float[] drawn = new float[stream.LengthPerModel(steps)];
        var outputs = new Memory<float>?[program.Outputs.Count];
        outputs[stream.Index] = drawn;
        run.Accelerator.Run([new Launch(group.Ensemble, program, 0, steps) { ModelCount = 1, IncludeStopped = true, Outputs = outputs }]);
        float[] means = new float[stream.Shape.Rows * points];
        for (int row = 0; row < stream.Shape.Rows; row++)
            drawn.AsSpan(row * steps * program.BatchSize, points).CopyTo(means.AsSpan(row * points, points));
        if (stream.Name == model.StandardisedOutput)
            Shown(plan.Target).Backward(means);
        return new LatentManifold(-3, 3, model.ManifoldWidth, means, ColumnNames(plan.Target));
    }

    /// <summary>Units of pictures: the user's, but for round numbers that are taken from columns whose spread floats would lose; their names say so.</summary>
    private static Standardisation Shown(Target target) =>
        target.Standardisation.Without([.. Enumerable.Range(0, target.Dimensions).Select(target.Standardisation.Origin)]);

    private static IReadOnlyList<string> Shifted(IReadOnlyList<string> names, Standardisation units) => [.. names.Select((name, column) => units.Origin(column) switch
    {
        0 => name,
        < 0 and double origin => string.Create(CultureInfo.InvariantCulture, $"{name} + {-origin:G12}"),
        double origin => string.Create(CultureInfo.InvariantCulture, $"{name} - {origin:G12}"),
    })];

    private static float[] Decoded(RunPlan plan, float[] samples)
    {
        if (plan.Categories is not { } categories)
            return samples;
        for (int index = 0; index < samples.Length; index++)
            samples[index] = (float)categories.Point(categories.CategoryOf(samples[index]));
        return samples;
    }

    private static ReportSamples Samples(Target target, float[] standardised)
    {
        if (target.Standardisation.IsIdentity)
            return new ReportSamples(target.Dimensions, standardised);
        float[] values = [.. standardised];
        Shown(target).Backward(values);
        return new ReportSamples(target.Dimensions, values);
    }

    /// <summary>The line above pictures of one seed.</summary>
    internal static string Title(RunPlan plan, ulong seed) => Title(plan with { Configuration = plan.Configuration with { Seed = seed, Seeds = 1 } });

    /// <summary>The line above pictures of all seeds.</summary>
    internal static string Title(RunPlan plan)
    {
        TrainingConfiguration c = plan.Configuration;
        string seeds = c.Seeds == 1 ? FormattableString.Invariant($"seed {c.Seed}") : FormattableString.Invariant($"{c.Seeds} seeds from {c.Seed}");
        string bins = c.Bins > 0 ? FormattableString.Invariant($", {c.Bins} bins") : "";
        return FormattableString.Invariant($"{plan.Target.Name}, budget {c.Budget}, batch {c.BatchSize}, {seeds}{bins}");
    }

    private static MetricFloor? Floor(Floor floor) => double.IsNaN(floor.Mean) ? null : new MetricFloor(floor.Mean, double.IsNaN(floor.StandardDeviation) ? 0 : floor.StandardDeviation);

    private static int IndexOf(IReadOnlyList<string> names, params string[] wanted)
    {
        for (int index = 0; index < names.Count; index++)
        {
            if (wanted.Contains(names[index]))
                return index;
        }

        return 0;
    }
}
