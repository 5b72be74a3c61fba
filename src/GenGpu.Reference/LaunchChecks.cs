using System.Numerics;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;

namespace GenGpu.Reference;

/// <summary>Refuses launches that name what does not exist, before anything runs.</summary>
internal static class LaunchChecks
{
    public static void Require<T>(ReferenceAccelerator<T> accelerator, IReadOnlyList<Launch> launches) where T : struct, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(launches);
        var taken = new HashSet<(IEnsemble, int)>();
        foreach (Launch launch in launches)
        {
            string where = $"launch of {launch.Ensemble.Definition.Name}.{launch.Program.Name}";
            if (launch.Ensemble is not ReferenceEnsemble<T> ensemble || ensemble.Accelerator != accelerator)
                throw new ArgumentException($"{where}: the ensemble belongs to another accelerator.", nameof(launches));
            if (!launch.Ensemble.Definition.Programs.Contains(launch.Program))
                throw new ArgumentException($"{where}: the program is not one of the ensemble's definition.", nameof(launches));
            if (launch.FirstModel < 0 || launch.ModelCount < 1 || launch.FirstModel + (long)launch.ModelCount > launch.Ensemble.ModelCount)
                throw new ArgumentException($"{where}: models {launch.FirstModel} to {launch.FirstModel + (long)launch.ModelCount - 1} are not all in the ensemble of {launch.Ensemble.ModelCount}.", nameof(launches));
            if (launch.FirstStep < 0 || launch.StepCount < 1 || launch.FirstStep + launch.StepCount - 1 > uint.MaxValue)
                throw new ArgumentException($"{where}: {launch.StepCount} steps from {launch.FirstStep}; steps are 0 to {uint.MaxValue} and a launch has at least one.", nameof(launches));
            Streams(launch, where);
            for (int model = launch.FirstModel; model < launch.FirstModel + launch.ModelCount; model++)
            {
                if (!taken.Add((launch.Ensemble, model)))
                    throw new ArgumentException($"{where}: model {model} is in two launches of one call.", nameof(launches));
            }
        }
    }

    private static void Streams(Launch launch, string where)
    {
        Program program = launch.Program;
        if (launch.Outputs.Count != 0 && launch.Outputs.Count != program.Outputs.Count)
            throw new ArgumentException($"{where}: {launch.Outputs.Count} outputs were given; the program has {program.Outputs.Count}.", nameof(launch));
        for (int i = 0; i < launch.Outputs.Count; i++)
        {
            long wanted = program.Outputs[i].LengthPerModel(launch.StepCount) * launch.ModelCount;
            if (launch.Outputs[i] is { } memory && memory.Length != wanted)
                throw new ArgumentException($"{where}: the output '{program.Outputs[i].Name}' needs {wanted} floats, got {memory.Length}.", nameof(launch));
        }

        if (launch.Inputs.Count != program.Inputs.Count)
            throw new ArgumentException($"{where}: {launch.Inputs.Count} inputs were given; the program has {program.Inputs.Count}.", nameof(launch));
        for (int i = 0; i < launch.Inputs.Count; i++)
        {
            long wanted = program.Inputs[i].LengthPerModel(launch.StepCount);
            if (launch.Inputs[i].Length != wanted)
                throw new ArgumentException($"{where}: the input '{program.Inputs[i].Name}' needs {wanted} floats, got {launch.Inputs[i].Length}.", nameof(launch));
        }
    }
}
