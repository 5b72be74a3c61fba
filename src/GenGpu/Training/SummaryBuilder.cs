using GenGpu.Core.Accelerators;
using GenGpu.Models.Energies;
using GenGpu.Models.Likelihoods;
using GenGpu.Models.Metrics;

namespace GenGpu.Training;

/// <summary>Makes the summary of a complete run.</summary>
public static class SummaryBuilder
{
    /// <summary>The schema of the document.</summary>
    public const string Schema = "gengpu/summary/1";

    /// <summary>Summarises.</summary>
    /// <param name="plan">What was asked for.</param>
    /// <param name="result">A complete result.</param>
    /// <param name="pictures">Pictures that were drawn.</param>
    public static SummaryDocument Build(RunPlan plan, TrainingResult result, IReadOnlyList<string> pictures)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(result);
        TrainingRun run = result.Run;
        SummaryModel[] models = [.. result.Families.Select(family => Model(family, plan, run))];
        return new SummaryDocument(
            Schema,
            BuildVersion.Text,
            NumericsVersion.Current,
            run.Accelerator.Name,
            run.Accelerator.Info.Device,
            plan.Target.Name,
            plan.Target.Dimensions,
            run.Step,
            Enum.GetValues<TrainingPhase>().ToDictionary(phase => phase.ToString().ToLowerInvariant(), phase => Math.Round(run.Times[phase], 4)),
            models,
            pictures,
            SummaryNotes.Of(plan, models, run.SampleSeed),
            run.SampleSeed,
            plan.Configuration);
    }

    private static SummaryModel Model(FamilyResult family, RunPlan plan, TrainingRun run)
    {
        TrialFigures[] finals = [.. family.Trials.Where(trial => trial.Final is not null).Select(trial => trial.Final!)];
        TrialFigures[] bests = [.. family.Trials.Where(trial => trial.Best is not null).Select(trial => trial.Best!)];
        return new SummaryModel(
            family.Model.Family,
            family.Model.ParameterCount,
            family.Model.HiddenWidth,
            family.Trials.Count,
            family.Trials.Count(trial => trial.Trial.Status.State == ModelState.Diverged),
            family.Trials.Count(trial => trial.Trial.Status.State == ModelState.Stopped),
            family.CoreSeconds,
            family.ModelSteps,
            family.ModelStepsPerCoreSecond,
            Figures(finals, family.Model.Target.Dimensions),
            Figures(bests, family.Model.Target.Dimensions),
            family.Model.Notes,
            [.. family.Trials.Select(trial => Trial(trial, run))])
        {
            Given = plan.Target is EnergyTarget { Condition: { } condition } energy ? FormattableString.Invariant($"{condition.Name} = {energy.ConditionValue:G4}") : null,
            Condition = family.Condition,
            Conditions = family.Conditions.Count == 0 ? null : [.. family.Conditions.Select(Condition)],
            Packing = family.Model.Packing > 1 ? family.Model.Packing : null,
        };
    }

    private static SummaryCondition Condition(ConditionFigures place) => new(
        place.Given,
        place.Values,
        place.IsHeldOut,
        Metrics(place.Trials),
        place.Seeds.Zip(place.Trials).ToDictionary(trial => trial.First, trial => Values(trial.Second)));

    private static double? Bits(double? nats, int dimensions) => nats / -(Math.Log(2) * dimensions);

    private static SummaryFigures? Figures(TrialFigures[] figures, int dimensions)
    {
        if (figures.Length == 0)
            return null;
        Dictionary<string, SummaryMetric> metrics = Metrics([.. figures.Select(figure => figure.Metrics)]);
        LikelihoodReport[] reports = [.. figures.Where(figure => figure.Likelihood is not null).Select(figure => figure.Likelihood!)];
        SummaryLikelihood? likelihood = reports.Length == 0 ? null : new SummaryLikelihood(
            reports[0].Method,
            Median(reports, report => report.KlDivergence),
            Median(reports, report => report.MeanLogLikelihood),
            Median(reports, report => report.LogPartition))
        {
            IsBound = reports[0].IsBound,
            BitsPerDimension = reports[0].IsBound ? Bits(Median(reports, report => report.MeanLogLikelihood), dimensions) : null,
            PerfectBitsPerDimension = reports[0].IsBound ? Bits(reports[0].PerfectMean, dimensions) : null,
        };
        return new SummaryFigures(SeedStatistics.MedianOf(figures.Select(figure => (double)figure.Step)), metrics, likelihood);
    }

    private static Dictionary<string, SummaryMetric> Metrics(IReadOnlyList<IReadOnlyList<MetricValue>> trials)
    {
        var metrics = new Dictionary<string, SummaryMetric>();
        foreach (MetricValue metric in trials[0])
        {
            MetricValue?[] own = [.. trials.Select(trial => Find(trial, metric.Name))];
            SeedStatistics seeds = SeedStatistics.Of(own.Select(value => value?.Value ?? double.NaN));
            metrics.Add(metric.Name, new SummaryMetric(seeds.Median, seeds.Low, seeds.High, seeds.Count, metric.FloorMean, metric.FloorStandardDeviation, metric.SampleCount, Note(own)));
        }

        return metrics;
    }

    private static MetricValue? Find(IReadOnlyList<MetricValue> metrics, string name)
    {
        foreach (MetricValue metric in metrics)
        {
            if (metric.Name == name)
                return metric;
        }

        return null;
    }

    // A line per kind of note, with the figures of the first seed that has it.
    private static string? Note(MetricValue?[] figures)
    {
        string[] lines = [.. figures
            .SelectMany(figure => (figure?.Note ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .GroupBy(line => line.Split(':')[0])
            .Select(kind => kind.Count() == figures.Length ? kind.First() : FormattableString.Invariant($"{kind.First()} ({kind.Count()} of {figures.Length} seeds)"))];
        return lines.Length == 0 ? null : string.Join('\n', lines);
    }

    private static double? Median(LikelihoodReport[] reports, Func<LikelihoodReport, double?> figure)
    {
        double[] values = [.. reports.Select(figure).OfType<double>()];
        return values.Length == 0 ? null : SeedStatistics.MedianOf(values);
    }

    private static SummaryTrial Trial(TrialResult result, TrainingRun run)
    {
        Trial trial = result.Trial;
        bool diverged = trial.Status.State == ModelState.Diverged;
        return new SummaryTrial(
            trial.Seed,
            Outcome(trial, run),
            result.Final?.Step ?? trial.Status.Step,
            diverged ? trial.Status.Value : null,
            trial.Best?.Step,
            result.Final is null ? null : Values(result.Final.Metrics),
            result.Best is null ? null : Values(result.Best.Metrics))
        {
            MissingModes = result.Final?.MissingModes,
        };
    }

    private static TrialOutcome Outcome(Trial trial, TrainingRun run) => trial.Status.State switch
    {
        ModelState.Diverged => TrialOutcome.Diverged,
        ModelState.Stopped => TrialOutcome.Stopped,
        _ => run.Step >= run.Configuration.Steps ? TrialOutcome.Finished : TrialOutcome.Unfinished,
    };

    private static IReadOnlyDictionary<string, double> Values(IReadOnlyList<MetricValue> metrics) => metrics.ToDictionary(metric => metric.Name, metric => metric.Value);
}
