using GenGpu.Core.Programs;

namespace GenGpu.Core.Accelerators;

/// <summary>The states of several models of one definition, trained side by side.</summary>
public interface IEnsemble : IDisposable
{
    /// <summary>What each model is.</summary>
    ModelDefinition Definition { get; }

    /// <summary>Number of models.</summary>
    int ModelCount { get; }

    /// <summary>The seed of a model.</summary>
    /// <param name="model">Index of the model.</param>
    ulong Seed(int model);

    /// <summary>Reads a state slot, without padding.</summary>
    /// <param name="model">Index of the model.</param>
    /// <param name="slot">A slot of the definition.</param>
    /// <param name="destination">Packed [rows, columns] of the slot.</param>
    void Read(int model, StateSlot slot, Span<float> destination);

    /// <summary>Writes a state slot; padding stays zero.</summary>
    /// <param name="model">Index of the model.</param>
    /// <param name="slot">A slot of the definition.</param>
    /// <param name="source">Packed [rows, columns] of the slot.</param>
    void Write(int model, StateSlot slot, ReadOnlySpan<float> source);

    /// <summary>Reads a hyper value.</summary>
    /// <param name="model">Index of the model.</param>
    /// <param name="slot">A slot of the definition.</param>
    /// <param name="destination">Packed [rows, columns].</param>
    void ReadHyper(int model, HyperSlot slot, Span<float> destination);

    /// <summary>Sets a hyper value.</summary>
    /// <param name="model">Index of the model.</param>
    /// <param name="slot">A slot of the definition.</param>
    /// <param name="source">Packed [rows, columns].</param>
    void WriteHyper(int model, HyperSlot slot, ReadOnlySpan<float> source);

    /// <summary>Whether the model runs, has diverged, or was stopped.</summary>
    /// <param name="model">Index of the model.</param>
    ModelStatus Status(int model);

    /// <summary>Sets the status: stops a model early, or restores what a checkpoint says.</summary>
    /// <param name="model">Index of the model.</param>
    /// <param name="status">The status.</param>
    void SetStatus(int model, ModelStatus status);
}
