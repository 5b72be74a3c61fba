using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Families;
using GenGpu.Storage;

namespace GenGpu.Training;

/// <summary>Puts a checkpoint into a run that was just created from the same configuration.</summary>
public static class CheckpointRestore
{
    /// <summary>Checks that a checkpoint can be continued bit for bit with a configuration and an accelerator.</summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="configuration">What the user asks for.</param>
    /// <param name="accelerator">Name of the accelerator.</param>
    /// <exception cref="UserErrorException">Something that decides the bits differs; the message names it.</exception>
    public static void Check(CheckpointFile file, TrainingConfiguration configuration, string accelerator)
    {
        ArgumentNullException.ThrowIfNull(file);
        IReadOnlyList<(string Option, string Left, string Right)> differences = ConfigurationText.Differences(file.Configuration, configuration);
        if (differences.Count > 0)
        {
            string list = string.Join(", ", differences.Select(d => $"{d.Option} (was {Shown(d.Left)}, now {Shown(d.Right)})"));
            throw new UserErrorException($"{file.Path} was written by a run with other options: {list}; give the same ones, another --output, or leave --resume out.", exitCode: 2);
        }

        if (file.Numerics != NumericsVersion.Current)
            throw new UserErrorException(FormattableString.Invariant($"{file.Path} was written with numerics version {file.Numerics}, this build has {NumericsVersion.Current}: it cannot be continued bit for bit; use that build or start again without --resume."));
        if (file.Accelerator != accelerator && string.Equals(configuration.Accelerator, "auto", StringComparison.OrdinalIgnoreCase))
            throw new UserErrorException($"{file.Path} was trained on the {file.Accelerator} accelerator; add --accelerator {file.Accelerator} to continue it bit for bit, or name another one to continue it there.", exitCode: 2);
    }

    /// <summary>What to say when a run goes on elsewhere than it began: after a device was lost, say.</summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="accelerator">Name of the accelerator.</param>
    /// <returns>A sentence, or null where it goes on as it began.</returns>
    public static string? Move(CheckpointFile file, string accelerator)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Accelerator == accelerator ? null : $"{file.Path} was trained on the {file.Accelerator} accelerator and goes on with {accelerator}: within rounding, no longer bit for bit";
    }

    /// <summary>Checks that a run's models learn from what its checkpoint was trained on.</summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="models">All models of the run.</param>
    /// <exception cref="UserErrorException">A file of data has changed: units and floors would be those of other points.</exception>
    public static void CheckData(CheckpointFile file, IEnumerable<TrainableModel> models)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Tensors.Metadata.TryGetValue("data", out string? data) && data != DataFingerprint.Of(models))
            throw new UserErrorException($"The data of {file.Configuration.Energy ?? file.Configuration.Target} has changed since {file.Path} was written; put the old file back, or train again without --resume.");
    }

    /// <summary>Restores everything.</summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="run">A fresh run of the same configuration.</param>
    /// <exception cref="DataFormatException">A tensor is missing or has another size; the run is then of no use.</exception>
    public static void Into(CheckpointFile file, TrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(run);
        CheckpointDocument state = file.State;
        if (!state.Metrics.SequenceEqual(run.Metrics.CurveNames))
            throw new DataFormatException(file.Path, $"its curves hold {string.Join(", ", state.Metrics)} where this version computes {string.Join(", ", run.Metrics.CurveNames)}; start again without --resume.");
        CheckData(file, run.Groups.Select(group => group.Model));
        if (state.Step < 0 || state.Step > run.Configuration.Steps || state.Evaluations < 0)
            throw CheckpointFile.Damaged(file.Path, "a valid step");
        foreach (TrialGroup group in run.Groups)
        {
            foreach (Trial trial in group.Trials)
            {
                CheckpointTrial saved = state.Trials.FirstOrDefault(t => t.Id == trial.Id && t.Model == trial.Model && t.Seed == trial.Seed)
                    ?? throw CheckpointFile.Damaged(file.Path, FormattableString.Invariant($"trial {trial.Model} with seed {trial.Seed}"));
                Restore(file, group, trial, saved);
            }
        }

        run.TakeHypers();
        run.Step = state.Step;
        run.Evaluations = state.Evaluations;
        run.IsFinished = state.IsFinished;
        foreach (CheckpointSnapshot snapshot in state.Timeline)
            run.Timeline.Add(new TimelineSnapshot(snapshot.Step, snapshot.Models.ToDictionary(model => model, model => file.Values<float>(CheckpointNames.Snapshot(model, snapshot.Step), -1))));
        foreach (TrialGroup group in run.Groups)
            group.TrainingClock.Add(state.CoreSeconds?.GetValueOrDefault(group.Model.Family) ?? 0);
        foreach (TrainingPhase phase in Enum.GetValues<TrainingPhase>())
            run.Times.Add(phase, state.Seconds.GetValueOrDefault(phase.ToString()));
    }

    /// <summary>Restores the parameters of one trial: the last ones, or the best.</summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="group">A group of the same model.</param>
    /// <param name="trial">The trial, by its seed.</param>
    /// <param name="best">Whether to take the best parameters.</param>
    public static void Parameters(CheckpointFile file, TrialGroup group, Trial trial, bool best)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(trial);
        foreach (StateSlot slot in group.SampledSlots)
        {
            string name = best ? CheckpointNames.Best(trial, slot.Name) : CheckpointNames.State(trial, slot.Name);
            group.Ensemble.Write(trial.Index, slot, file.Values<float>(name, slot.Shape.ElementCount));
        }

        Hypers(file, group, trial);
    }

    private static void Restore(CheckpointFile file, TrialGroup group, Trial trial, CheckpointTrial saved)
    {
        foreach (StateSlot slot in group.Model.Definition.State)
            group.Ensemble.Write(trial.Index, slot, file.Values<float>(CheckpointNames.State(trial, slot.Name), slot.Shape.ElementCount));
        Hypers(file, group, trial);
        trial.Status = new ModelStatus(saved.State, saved.StatusStep, saved.StatusValue);
        group.Ensemble.SetStatus(trial.Index, trial.Status);
        trial.EvaluationsSinceBest = saved.EvaluationsSinceBest;
        if (saved.BestStep is long bestStep)
            trial.Best = new BestPoint(bestStep, saved.BestValue, [.. group.SampledSlots.Select(slot => file.Values<float>(CheckpointNames.Best(trial, slot.Name), slot.Shape.ElementCount))]);
        long[] steps = file.Values<long>(CheckpointNames.CurveSteps(trial), -1);
        int width = file.State.Metrics.Count + 1;
        double[] values = file.Values<double>(CheckpointNames.CurveValues(trial), (long)steps.Length * width);
        for (int point = 0; point < steps.Length; point++)
            trial.Curve.Add(new CurvePoint(steps[point], values[point * width], values.AsSpan((point * width) + 1, width - 1).ToArray()));
    }

    private static void Hypers(CheckpointFile file, TrialGroup group, Trial trial)
    {
        foreach (HyperSlot slot in group.Model.Definition.Hypers)
            group.Ensemble.WriteHyper(trial.Index, slot, file.Values<float>(CheckpointNames.Hyper(trial, slot.Name), slot.Rows * slot.Columns));
    }

    private static string Shown(string value) => value.Length == 0 ? "none" : value;
}
