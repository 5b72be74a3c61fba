using System.Numerics;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;

namespace GenGpu.Reference;

/// <summary>States of several models, each slot a packed array of <typeparamref name="T"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ReferenceEnsemble<T> : IEnsemble where T : struct, IBinaryFloatingPointIeee754<T>
{
    private readonly ulong[] seeds;
    private readonly T[][][] state;
    private readonly T[][][] hypers;
    private readonly T[][] buffers;
    private readonly ModelStatus[] statuses;
    private bool disposed;

    internal ReferenceEnsemble(ReferenceAccelerator<T> accelerator, ModelDefinition definition, IReadOnlyList<ulong> seeds)
    {
        Accelerator = accelerator;
        Definition = definition;
        this.seeds = [.. seeds];
        state = [.. seeds.Select(_ => definition.State.Select(s => new T[s.Shape.ElementCount]).ToArray())];
        hypers = [.. seeds.Select(_ => definition.Hypers.Select(h => h.Defaults.Select(T.CreateTruncating).ToArray()).ToArray())];
        buffers = [.. definition.Buffers.Select(b => Array.ConvertAll(b.Data.ToArray(), T.CreateTruncating))];
        statuses = new ModelStatus[seeds.Count];
        Array.Fill(statuses, ModelStatus.Running);
    }

    /// <inheritdoc/>
    public ModelDefinition Definition { get; }

    /// <inheritdoc/>
    public int ModelCount => seeds.Length;

    internal ReferenceAccelerator<T> Accelerator { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">There is no such model.</exception>
    public ulong Seed(int model) => seeds[Checked(model)];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The slot is not of this definition, or the span has another length.</exception>
    public void Read(int model, StateSlot slot, Span<float> destination) => ToFloat(StateArray(model, slot), destination, slot.Name);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The slot is not of this definition, or the span has another length.</exception>
    public void Write(int model, StateSlot slot, ReadOnlySpan<float> source) => FromFloat(source, StateArray(model, slot), slot.Name);

    /// <summary>Reads a state slot without rounding to float.</summary>
    /// <param name="model">Index of the model.</param>
    /// <param name="slot">A slot of the definition.</param>
    /// <returns>A copy, packed [rows, columns].</returns>
    /// <exception cref="ArgumentException">The slot is not of this definition.</exception>
    public T[] ReadState(int model, StateSlot slot) => (T[])StateArray(model, slot).Clone();

    /// <summary>Writes a state slot without rounding to float.</summary>
    /// <param name="model">Index of the model.</param>
    /// <param name="slot">A slot of the definition.</param>
    /// <param name="source">Packed [rows, columns].</param>
    /// <exception cref="ArgumentException">The slot is not of this definition, or the span has another length.</exception>
    public void WriteState(int model, StateSlot slot, ReadOnlySpan<T> source)
    {
        T[] array = StateArray(model, slot);
        RequireLength(source.Length, array.Length, slot.Name);
        source.CopyTo(array);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The slot is not of this definition, or the span has another length.</exception>
    public void ReadHyper(int model, HyperSlot slot, Span<float> destination) => ToFloat(HyperArray(model, slot), destination, slot.Name);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The slot is not of this definition, or the span has another length.</exception>
    public void WriteHyper(int model, HyperSlot slot, ReadOnlySpan<float> source) => FromFloat(source, HyperArray(model, slot), slot.Name);

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">There is no such model.</exception>
    public ModelStatus Status(int model) => statuses[Checked(model)];

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">There is no such model.</exception>
    public void SetStatus(int model, ModelStatus status) => statuses[Checked(model)] = status;

    /// <inheritdoc/>
    public void Dispose() => disposed = true;

    internal T[] StateArray(int model, StateSlot slot) =>
        slot.Index < Definition.State.Count && Definition.State[slot.Index] == slot
            ? state[Checked(model)][slot.Index]
            : throw new ArgumentException($"'{slot.Name}' is not a state slot of {Definition.Name}.", nameof(slot));

    internal T[] HyperArray(int model, HyperSlot slot)
    {
        for (int i = 0; i < Definition.Hypers.Count; i++)
        {
            if (Definition.Hypers[i] == slot)
                return hypers[Checked(model)][i];
        }

        throw new ArgumentException($"'{slot.Name}' is not a hyper value of {Definition.Name}.", nameof(slot));
    }

    internal T[] BufferArray(DataBuffer buffer) => buffers[buffer.Index];

    private static void ToFloat(T[] array, Span<float> destination, string name)
    {
        RequireLength(destination.Length, array.Length, name);
        for (int i = 0; i < array.Length; i++)
            destination[i] = float.CreateTruncating(array[i]);
    }

    private static void FromFloat(ReadOnlySpan<float> source, T[] array, string name)
    {
        RequireLength(source.Length, array.Length, name);
        for (int i = 0; i < array.Length; i++)
            array[i] = T.CreateTruncating(source[i]);
    }

    private static void RequireLength(int given, int wanted, string name)
    {
        if (given != wanted)
            throw new ArgumentException($"'{name}' has {wanted} values; the span has {given}.");
    }

    private int Checked(int model)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if ((uint)model >= (uint)seeds.Length)
            throw new ArgumentOutOfRangeException(nameof(model), model, $"The ensemble of {Definition.Name} has models 0 to {seeds.Length - 1}.");
        return model;
    }
}
