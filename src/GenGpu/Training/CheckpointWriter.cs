using System.Globalization;
using GenGpu.Core;
using GenGpu.Core.Programs;
using GenGpu.Storage;

namespace GenGpu.Training;

/// <summary>Writes a run's checkpoint: every state slot and hyper value of every trial, best parameters, curves and snapshots as tensors, the rest as metadata.</summary>
public static class CheckpointWriter
{
    /// <summary>The schema that readers ask for.</summary>
    public const string Schema = "gengpu/checkpoint/1";

    /// <summary>Writes the checkpoint atomically.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">The file to replace or create.</param>
    /// <exception cref="UserErrorException">The file cannot be written; the old one stays.</exception>
    public static void Write(TrainingRun run, string path)
    {
        ArgumentNullException.ThrowIfNull(run);
        var tensors = new List<SafetensorsTensor>();
        var trials = new List<CheckpointTrial>();
        foreach (TrialGroup group in run.Groups)
        {
            foreach (Trial trial in group.Trials)
            {
                AddTrial(tensors, group, trial);
                trials.Add(new CheckpointTrial(
                    trial.Model, trial.Seed, trial.Status.State, trial.Status.Step, trial.Status.Value,
                    trial.Best?.Step, trial.Best?.Value ?? double.NaN, trial.EvaluationsSinceBest, trial.Id));
            }
        }

        foreach (TimelineSnapshot snapshot in run.Timeline)
        {
            foreach ((string model, float[] samples) in snapshot.Samples)
                tensors.Add(SafetensorsTensor.Create<float>(CheckpointNames.Snapshot(model, snapshot.Step), [samples.Length], samples));
        }

        var document = new CheckpointDocument(
            run.Step,
            run.Evaluations,
            run.IsFinished,
            run.Metrics.CurveNames,
            Enum.GetValues<TrainingPhase>().ToDictionary(phase => phase.ToString(), phase => run.Times[phase]),
            run.Groups.ToDictionary(group => group.Model.Family, group => group.TrainingClock.Seconds),
            trials,
            [.. run.Timeline.Select(snapshot => new CheckpointSnapshot(snapshot.Step, [.. snapshot.Samples.Keys]))]);
        Dictionary<string, string> metadata = Metadata(run, document);
        metadata[CheckpointChecksum.Entry] = CheckpointChecksum.Of(tensors, metadata);
        new SafetensorsFile(tensors, metadata).Write(path);
    }

    private static Dictionary<string, string> Metadata(TrainingRun run, CheckpointDocument document) => new()
    {
        ["schema"] = Schema,
        ["gengpu"] = BuildVersion.Text,
        ["numerics"] = NumericsVersion.Current.ToString(CultureInfo.InvariantCulture),
        ["accelerator"] = run.Accelerator.Name,
        ["data"] = DataFingerprint.Of(run.Groups.Select(group => group.Model)),
        ["step"] = run.Step.ToString(CultureInfo.InvariantCulture),
        ["rng"] = "Philox4x32-10, key = seed of the trial",
        ["configuration"] = JsonFile.ToLine(run.Configuration),
        ["state"] = JsonFile.ToLine(document),
    };

    private static void AddTrial(List<SafetensorsTensor> tensors, TrialGroup group, Trial trial)
    {
        foreach (StateSlot slot in group.Model.Definition.State)
        {
            float[] values = new float[slot.Shape.ElementCount];
            group.Ensemble.Read(trial.Index, slot, values);
            tensors.Add(SafetensorsTensor.Create<float>(CheckpointNames.State(trial, slot.Name), [slot.Shape.Rows, slot.Shape.Columns], values));
        }

        foreach (HyperSlot slot in group.Model.Definition.Hypers)
        {
            float[] values = new float[slot.Rows * slot.Columns];
            group.Ensemble.ReadHyper(trial.Index, slot, values);
            tensors.Add(SafetensorsTensor.Create<float>(CheckpointNames.Hyper(trial, slot.Name), [slot.Rows, slot.Columns], values));
        }

        if (trial.Best is { } best)
        {
            for (int slot = 0; slot < group.SampledSlots.Count; slot++)
            {
                StateSlot what = group.SampledSlots[slot];
                tensors.Add(SafetensorsTensor.Create<float>(CheckpointNames.Best(trial, what.Name), [what.Shape.Rows, what.Shape.Columns], best.State[slot]));
            }
        }

        AddCurve(tensors, trial);
    }

    private static void AddCurve(List<SafetensorsTensor> tensors, Trial trial)
    {
        int points = trial.Curve.Count;
        int width = points == 0 ? 0 : trial.Curve[0].Values.Length + 1;
        long[] steps = new long[points];
        double[] values = new double[points * width];
        for (int point = 0; point < points; point++)
        {
            steps[point] = trial.Curve[point].Step;
            values[point * width] = trial.Curve[point].Loss;
            trial.Curve[point].Values.CopyTo(values, (point * width) + 1);
        }

        tensors.Add(SafetensorsTensor.Create<long>(CheckpointNames.CurveSteps(trial), [points], steps));
        tensors.Add(SafetensorsTensor.Create<double>(CheckpointNames.CurveValues(trial), [points, width], values));
    }
}
