using GenGpu.Core.Accelerators;

namespace GenGpu.Models.Likelihoods;

/// <summary>Reads the parameters and hyper values of one model by name, in double precision.</summary>
/// <param name="ensemble">Holds them.</param>
/// <param name="model">Index of the model.</param>
internal sealed class ParameterReader(IEnsemble ensemble, int model)
{
    /// <summary>The ensemble that holds the parameters.</summary>
    public IEnsemble Ensemble => ensemble;

    /// <summary>Index of the model in it.</summary>
    public int Model => model;

    /// <summary>A state slot, packed [rows, columns].</summary>
    /// <param name="name">Its name.</param>
    public double[] State(string name)
    {
        var slot = ensemble.Definition.FindState(name) ?? throw new ArgumentException($"{ensemble.Definition.Name} has no state slot '{name}'.", nameof(name));
        float[] values = new float[slot.Shape.ElementCount];
        ensemble.Read(model, slot, values);
        return Array.ConvertAll(values, value => (double)value);
    }

    /// <summary>A scalar hyper value.</summary>
    /// <param name="name">Its name.</param>
    public double Hyper(string name)
    {
        var slot = ensemble.Definition.FindHyper(name) ?? throw new ArgumentException($"{ensemble.Definition.Name} has no hyper value '{name}'.", nameof(name));
        Span<float> value = stackalloc float[1];
        ensemble.ReadHyper(model, slot, value);
        return value[0];
    }

    /// <summary>Whether the model has that state slot.</summary>
    /// <param name="name">Its name.</param>
    public bool HasState(string name) => ensemble.Definition.FindState(name) is not null;
}
