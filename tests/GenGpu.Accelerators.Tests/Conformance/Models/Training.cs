using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;

namespace GenGpu.Accelerators.Tests.Conformance.Models;

/// <summary>Trains ensembles, and takes checksums of their states.</summary>
internal static class Training
{
    public static IEnsemble Initialised(IAccelerator accelerator, ModelDefinition definition, params ulong[] seeds)
    {
        IEnsemble ensemble = accelerator.CreateEnsemble(definition, seeds);
        accelerator.Run([new Launch(ensemble, definition.Program("initialise"), 0, 1)]);
        return ensemble;
    }

    public static Launch Steps(IEnsemble ensemble, long firstStep, int stepCount) => new(ensemble, ensemble.Definition.Program("train"), firstStep, stepCount);

    /// <summary>The checksum of a model trained on its own.</summary>
    public static string Alone(IAccelerator accelerator, ModelDefinition definition, ulong seed, int stepCount)
    {
        using IEnsemble ensemble = Initialised(accelerator, definition, seed);
        accelerator.Run([Steps(ensemble, 0, stepCount)]);
        return Checksum(ensemble, 0);
    }

    public static float[] State(IEnsemble ensemble, int model, StateSlot slot)
    {
        float[] values = new float[slot.Shape.ElementCount];
        ensemble.Read(model, slot, values);
        return values;
    }

    /// <summary>SHA-256 of all state slots of a model.</summary>
    public static string Checksum(IEnsemble ensemble, int model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (StateSlot slot in ensemble.Definition.State)
            hash.AppendData(MemoryMarshal.AsBytes<float>(State(ensemble, model, slot)));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
