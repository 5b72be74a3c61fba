using System.Globalization;
using CsvHelper;
using GenGpu.Core;
using GenGpu.Core.Programs;
using GenGpu.Storage;

namespace GenGpu.Training;

/// <summary>Writes the tables, weights and samples of a run into its output folder, each file under a temporary name first.</summary>
public static class ResultFolder
{
    /// <summary>Makes sure that a folder can be written, before any time is spent on training.</summary>
    /// <param name="folder">The folder; created when missing.</param>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public static void Prepare(string folder)
    {
        if (File.Exists(folder))
            throw new UserErrorException($"Cannot write to {folder}: it is a file; name a folder with --output.");
        string probe = Path.Combine(folder, ".gengpu-write-test");
        AtomicFile.WriteText(probe, "");
        File.Delete(probe);
    }

    /// <summary>Writes everything but pictures and the checkpoint.</summary>
    /// <param name="plan">What was asked for.</param>
    /// <param name="result">A complete result.</param>
    /// <param name="summary">Its summary.</param>
    /// <exception cref="UserErrorException">A file cannot be written.</exception>
    public static void Write(RunPlan plan, TrainingResult result, SummaryDocument summary)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(summary);
        string folder = plan.Configuration.Output;
        AtomicFile.WriteText(Path.Combine(folder, "metrics.csv"), Metrics(result.Run));
        foreach (FamilyResult family in result.Families)
        {
            if (family.FinalSamples is null)
                continue;
            WriteSamples(folder, family, plan.Target.Dimensions);
        }

        if (result.Families.FirstOrDefault(family => family.Condition is not null)?.Condition is { } condition)
            AtomicFile.WriteText(Path.Combine(folder, "condition.csv"), Condition(condition));
        if (summary.Models.Any(model => model.Conditions is not null))
            AtomicFile.WriteText(Path.Combine(folder, "conditions.csv"), Conditions(summary));
        foreach (TrialGroup group in result.Run.Groups)
        {
            foreach (Trial trial in group.Trials)
                WriteWeights(folder, result.Run, group, trial);
        }

        AtomicFile.WriteText(Path.Combine(folder, "summary.csv"), Summary(summary));
        JsonFile.Write(Path.Combine(folder, "summary.json"), summary);
    }

    /// <summary>Every evaluation of every trial as a table; it holds no times, so that a continued run gives the same bytes.</summary>
    /// <param name="run">The run.</param>
    public static string Metrics(TrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Csv(csv =>
        {
            Row(csv, ["model", "seed", "step", "loss", .. run.Metrics.CurveNames]);
            foreach (TrialGroup group in run.Groups)
            {
                foreach (Trial trial in group.Trials)
                {
                    foreach (CurvePoint point in trial.Curve)
                        Row(csv, [trial.Model, Text(trial.Seed), Text(point.Step), Text(point.Loss), .. point.Values.Select(value => Text(value))]);
                }
            }
        });
    }

    /// <summary>One line per model and metric.</summary>
    /// <param name="summary">The summary.</param>
    public static string Summary(SummaryDocument summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return Csv(csv =>
        {
            Row(csv, ["model", "parameters", "seeds", "diverged", "metric", "final_median", "final_low", "final_high", "best_median", "best_low", "best_high", "best_step", "floor", "floor_sd", "samples", "core_seconds", "model_steps_per_core_second"]);
            foreach (SummaryModel model in summary.Models)
            {
                SummaryFigures? any = model.Final ?? model.Best;
                foreach (string metric in any?.Metrics.Keys ?? [])
                {
                    SummaryMetric? final = model.Final?.Metrics.GetValueOrDefault(metric);
                    SummaryMetric? best = model.Best?.Metrics.GetValueOrDefault(metric);
                    SummaryMetric shown = any!.Metrics[metric];
                    Row(csv, [
                        model.Model, Text(model.Parameters), Text(model.Trials), Text(model.Diverged), metric,
                        Text(final?.Median), Text(final?.Low), Text(final?.High), Text(best?.Median), Text(best?.Low), Text(best?.High), Text(model.Best?.Steps),
                        Text(shown.Floor), Text(shown.FloorDeviation), Text(shown.Samples), Text(model.CoreSeconds), Text(model.ModelStepsPerCoreSecond),
                    ]);
                }
            }
        });
    }

    /// <summary>A flow with a condition over its interval: one line per value.</summary>
    /// <param name="curve">The curve.</param>
    public static string Condition(ConditionCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        return Csv(csv =>
        {
            Row(csv, ["value", "betaF", "betaF_error", "logZ", "error", "ess", "exact"]);
            foreach (ConditionPoint point in curve.Points)
                Row(csv, [Text(point.Value), Text(point.BetaF), Text(point.BetaFError), Text(point.LogZ), Text(point.Error), Text(point.Ess), Text(point.Exact)]);
        });
    }

    /// <summary>Conditional models condition by condition: one line per model, condition and metric.</summary>
    /// <param name="summary">The summary.</param>
    public static string Conditions(SummaryDocument summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return Csv(csv =>
        {
            Row(csv, ["model", "given", "held_out", "metric", "median", "low", "high", "floor", "floor_sd", "samples"]);
            foreach (SummaryModel model in summary.Models)
            {
                foreach (SummaryCondition condition in model.Conditions ?? [])
                {
                    foreach ((string name, SummaryMetric metric) in condition.Metrics)
                        Row(csv, [model.Model, condition.Given, condition.IsHeldOut ? "1" : "0", name, Text(metric.Median), Text(metric.Low), Text(metric.High), Text(metric.Floor), Text(metric.FloorDeviation), Text(metric.Samples)]);
                }
            }
        });
    }

    private static void WriteSamples(string folder, FamilyResult family, int dimensions)
    {
        float[] kept = family.FinalSamples!;
        string path = Path.Combine(folder, $"samples_{family.Model.Family}.npy");
        if (family.Model.Target.Joint.Standardisation.IsBeyondSingle)
        {
            NpyFile.WritePoints(path, family.Model.Target.Joint.Standardisation.BackwardInDouble(kept), dimensions);
            return;
        }

        if (family.Model.Weighted is not { } layout)
        {
            float[] samples = [.. kept];
            family.Model.ToOriginalUnits(samples);
            NpyFile.WritePoints(path, samples, dimensions);
            return;
        }

        int count = kept.Length / layout.Rows;
        NpyFile.WritePoints(path, kept.AsSpan(0, dimensions * count).ToArray(), dimensions);
        float[] logWeights = new float[count];
        for (int sample = 0; sample < count; sample++)
            logWeights[sample] = -kept[(layout.ReducedEnergy * count) + sample] - kept[(layout.LogDensity * count) + sample];
        NpyFile.WritePoints(Path.Combine(folder, $"logweights_{family.Model.Family}.npy"), logWeights, 1);
    }

    private static void WriteWeights(string folder, TrainingRun run, TrialGroup group, Trial trial)
    {
        string name = FormattableString.Invariant($"{trial.Model}_seed{trial.Seed}");
        float[][] last = group.CopyState(trial.Index);
        WriteWeights(Path.Combine(folder, "weights", $"{name}.safetensors"), run, group, trial, trial.StepsDone(run.Step), last);
        if (trial.Best is { } best)
            WriteWeights(Path.Combine(folder, "weights", $"{name}_best.safetensors"), run, group, trial, best.Step, best.State);
    }

    private static void WriteWeights(string path, TrainingRun run, TrialGroup group, Trial trial, long step, IReadOnlyList<float[]> state)
    {
        var tensors = new List<SafetensorsTensor>();
        for (int index = 0; index < state.Count; index++)
        {
            StateSlot slot = group.SampledSlots[index];
            if (slot.Role is StateRole.Parameter or StateRole.Average)
                tensors.Add(SafetensorsTensor.Create<float>(slot.Name, [slot.Shape.Rows, slot.Shape.Columns], state[index]));
        }

        new SafetensorsFile(tensors, new Dictionary<string, string>
        {
            ["schema"] = "gengpu/weights/1",
            ["gengpu"] = BuildVersion.Text,
            ["numerics"] = Text(NumericsVersion.Current),
            ["model"] = trial.Model,
            ["seed"] = Text(trial.Seed),
            ["step"] = Text(step),
            ["configuration"] = JsonFile.ToLine(run.Configuration),
        }).Write(path);
    }

    private static string Csv(Action<CsvWriter> write)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using (var csv = new CsvWriter(text, new CsvHelper.Configuration.CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }))
            write(csv);
        return text.ToString();
    }

    private static void Row(CsvWriter csv, IEnumerable<string> fields)
    {
        foreach (string field in fields)
            csv.WriteField(field);
        csv.NextRecord();
    }

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
