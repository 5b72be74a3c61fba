using System.Numerics;
using GenGpu.Core.Accelerators;

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
            LaunchCheck.Check(launch);
            string where = $"launch of {launch.Ensemble.Definition.Name}.{launch.Program.Name}";
            if (launch.Ensemble is not ReferenceEnsemble<T> ensemble || ensemble.Accelerator != accelerator)
                throw new ArgumentException($"{where}: the ensemble belongs to another accelerator.", nameof(launches));
            for (int model = launch.FirstModel; model < launch.FirstModel + launch.ModelCount; model++)
            {
                if (!taken.Add((launch.Ensemble, model)))
                    throw new ArgumentException($"{where}: model {model} is in two launches of one call.", nameof(launches));
            }
        }
    }
}
