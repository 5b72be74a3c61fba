using GenGpu.Core.Programs;

namespace GenGpu.Core.Accelerators;

/// <summary>What every accelerator checks before it runs a launch.</summary>
public static class LaunchCheck
{
    /// <summary>Checks each launch of a call, and that no model is in two of them: they may run side by side.</summary>
    /// <param name="launches">The launches of one call.</param>
    /// <param name="isOwn">Whether an ensemble comes from the accelerator that is asked to run it.</param>
    /// <exception cref="ArgumentException">Something does not fit; the message says what.</exception>
    public static void CheckAll(IReadOnlyList<Launch> launches, Predicate<IEnsemble> isOwn)
    {
        ArgumentNullException.ThrowIfNull(launches);
        ArgumentNullException.ThrowIfNull(isOwn);
        var ranges = new Dictionary<IEnsemble, List<(int First, int End)>>(ReferenceEqualityComparer.Instance);
        foreach (Launch launch in launches)
        {
            Check(launch);
            string where = $"{launch.Ensemble.Definition.Name}.{launch.Program.Name}";
            if (!isOwn(launch.Ensemble))
                throw new ArgumentException($"{where}: the ensemble belongs to another accelerator.", nameof(launches));
            if (!ranges.TryGetValue(launch.Ensemble, out List<(int First, int End)>? taken))
                ranges.Add(launch.Ensemble, taken = []);
            taken.Add((launch.FirstModel, launch.FirstModel + launch.ModelCount));
        }

        foreach ((IEnsemble ensemble, List<(int First, int End)> taken) in ranges)
        {
            taken.Sort();
            for (int i = 1; i < taken.Count; i++)
            {
                if (taken[i].First < taken[i - 1].End)
                    throw new ArgumentException($"{ensemble.Definition.Name}: model {taken[i].First} is in two launches of one call.", nameof(launches));
            }
        }
    }

    /// <summary>Checks the program, the range of models, the steps and the lengths of the streams.</summary>
    /// <param name="launch">The launch.</param>
    /// <exception cref="ArgumentException">Something does not fit; the message says what.</exception>
    public static void Check(Launch launch)
    {
        ArgumentNullException.ThrowIfNull(launch);
        ModelDefinition definition = launch.Ensemble.Definition;
        string where = $"{definition.Name}.{launch.Program.Name}";
        if (!definition.Programs.Contains(launch.Program))
            throw new ArgumentException($"{where}: the program does not belong to the ensemble's definition.", nameof(launch));
        if (launch.FirstModel < 0 || launch.ModelCount < 1 || launch.ModelCount > launch.Ensemble.ModelCount - launch.FirstModel)
            throw new ArgumentException($"{where}: models {launch.FirstModel} to {launch.FirstModel + launch.ModelCount - 1} of an ensemble of {launch.Ensemble.ModelCount}.", nameof(launch));
        if (launch.StepCount < 1 || launch.FirstStep < 0 || launch.FirstStep > (1L << 32) - launch.StepCount)
            throw new ArgumentException($"{where}: {launch.StepCount} steps from step {launch.FirstStep}; steps run from 0 to 2^32 - 1.", nameof(launch));
        if (launch.Outputs.Count > launch.Program.Outputs.Count)
            throw new ArgumentException($"{where} has {launch.Program.Outputs.Count} outputs, the launch gives {launch.Outputs.Count}.", nameof(launch));
        for (int i = 0; i < launch.Outputs.Count; i++)
        {
            long needed = launch.Program.Outputs[i].LengthPerModel(launch.StepCount) * launch.ModelCount;
            if (launch.Outputs[i] is { } output && output.Length != needed)
                throw new ArgumentException($"{where}: output '{launch.Program.Outputs[i].Name}' needs {needed} floats, got {output.Length}.", nameof(launch));
        }

        if (launch.Inputs.Count != launch.Program.Inputs.Count)
            throw new ArgumentException($"{where} needs {launch.Program.Inputs.Count} inputs, the launch gives {launch.Inputs.Count}.", nameof(launch));
        for (int i = 0; i < launch.Inputs.Count; i++)
        {
            long needed = launch.Program.Inputs[i].LengthPerModel(launch.StepCount);
            if (launch.Inputs[i].Length != needed)
                throw new ArgumentException($"{where}: input '{launch.Program.Inputs[i].Name}' needs {needed} floats, got {launch.Inputs[i].Length}.", nameof(launch));
        }
    }
}
