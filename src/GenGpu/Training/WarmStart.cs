using System.Globalization;
using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Families;
using GenGpu.Storage;

namespace GenGpu.Training;

/// <summary>Begins trials with the parameters of an earlier run; optimizer moments and step numbers start anew.</summary>
public static class WarmStart
{
    /// <summary>Writes parameters into a run that has not trained yet.</summary>
    /// <param name="file">Checkpoint of the earlier run.</param>
    /// <param name="run">The run.</param>
    /// <returns>One sentence that says which trials began with what.</returns>
    /// <exception cref="UserErrorException">The earlier run has not this family, or its shapes differ.</exception>
    public static string Apply(CheckpointFile file, TrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(run);
        foreach (TrialGroup group in run.Groups)
        {
            CheckpointTrial[] sources = [.. file.State.Trials.Where(trial => trial.Model == group.Model.Family && trial.State != ModelState.Diverged)];
            if (sources.Length == 0)
            {
                string known = string.Join(", ", file.State.Trials.Select(trial => trial.Model).Distinct());
                throw new UserErrorException($"--from {file.Path} has no {group.Model.Family} that did not diverge; it holds {known}.", exitCode: 2);
            }

            foreach (Trial trial in group.Trials)
                Copy(file, sources, group, trial);
        }

        return string.Create(CultureInfo.InvariantCulture, $"every model begins with the parameters that {file.Path} had after {file.State.Step} steps");
    }

    private static void Copy(CheckpointFile file, CheckpointTrial[] sources, TrialGroup group, Trial trial)
    {
        // The trial of the same seed if there is one, so that a longer run of several seeds continues each of them.
        CheckpointTrial source = sources.FirstOrDefault(candidate => candidate.Seed == trial.Seed) ?? sources[trial.Index % sources.Length];
        var named = new Trial(source.Model, 0, source.Seed);
        foreach (StateSlot slot in group.Model.Definition.State.Where(slot => slot.Role is StateRole.Parameter or StateRole.Average))
        {
            string name = CheckpointNames.State(named, slot.Name);
            SafetensorsTensor? tensor = file.Tensors.Find(name);
            if (tensor is null && slot.Role == StateRole.Average)
            {
                // The earlier run kept no average: it begins with the weights, as it does in a fresh run.
                name = CheckpointNames.State(named, WeightAverage.ParameterOf(slot.Name));
                tensor = file.Tensors.Find(name);
            }

            if (tensor is null || !tensor.Shape.SequenceEqual([slot.Shape.Rows, slot.Shape.Columns]))
            {
                string there = tensor is null ? "is missing there" : $"is [{string.Join(", ", tensor.Shape)}] there";
                throw new UserErrorException(
                    $"--from {file.Path} does not fit {group.Model.Family}: {slot.Name} is {slot.Shape} here and {there}; use the same --budget, --layers, --bins and target dimension.", exitCode: 2);
            }

            group.Ensemble.Write(trial.Index, slot, file.Values<float>(name, slot.Shape.ElementCount));
        }
    }
}
