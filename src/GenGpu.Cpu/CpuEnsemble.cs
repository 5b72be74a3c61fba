using System.Runtime.InteropServices;
using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;

namespace GenGpu.Cpu;

/// <summary>States and hyper values of several models in one block of memory; no scratch.</summary>
internal sealed unsafe class CpuEnsemble : IEnsemble
{
    private readonly ulong[] seeds;
    private readonly ModelState[] states;
    private readonly Dictionary<int, ModelStatus> details = [];
    private readonly Lock detailsLock = new();
    private readonly int stride;
    private float* memory;

    public CpuEnsemble(CpuAccelerator accelerator, ModelDefinition definition, IReadOnlyList<ulong> seeds)
    {
        Accelerator = accelerator;
        Definition = definition;
        this.seeds = [.. seeds];
        states = new ModelState[seeds.Count];
        stride = checked(definition.StateLength + definition.HyperLength);
        Buffers = new float*[definition.Buffers.Count];
        memory = Allocate((nuint)seeds.Count * (nuint)stride, definition, stride);
        for (int model = 0; model < seeds.Count; model++)
        {
            foreach (HyperSlot slot in definition.Hypers)
            {
                for (int i = 0; i < slot.Defaults.Count; i++)
                    HyperOf(model)[slot.Offset + i] = slot.Defaults[i];
            }
        }

        foreach (DataBuffer buffer in definition.Buffers)
        {
            float* copy = Allocate((nuint)Padding.RoundUp(buffer.Data.Length), definition, stride);
            buffer.Data.Span.CopyTo(new Span<float>(copy, buffer.Data.Length));
            Buffers[buffer.Index] = copy;
        }
    }

    /// <summary>What made it and runs it.</summary>
    public CpuAccelerator Accelerator { get; }

    public ModelDefinition Definition { get; }

    public int ModelCount => seeds.Length;

    public float*[] Buffers { get; }

    public float* StateOf(int model) => memory + ((nint)model * stride);

    public float* HyperOf(int model) => StateOf(model) + Definition.StateLength;

    public ulong Seed(int model) => seeds[Check(model)];

    public bool Runs(int model) => states[model] == ModelState.Running;

    public void SetDiverged(int model, long step, string value) => SetStatus(model, new ModelStatus(ModelState.Diverged, step, value));

    public void Read(int model, StateSlot slot, Span<float> destination)
    {
        RequireLength(slot.Name, slot.Shape, destination.Length);
        float* source = StateOf(Check(model)) + slot.Offset;
        for (int row = 0; row < slot.Shape.Rows; row++)
            new ReadOnlySpan<float>(source + ((nint)row * slot.RowStride), slot.Shape.Columns).CopyTo(destination[(row * slot.Shape.Columns)..]);
    }

    public void Write(int model, StateSlot slot, ReadOnlySpan<float> source)
    {
        RequireLength(slot.Name, slot.Shape, source.Length);
        float* destination = StateOf(Check(model)) + slot.Offset;
        for (int row = 0; row < slot.Shape.Rows; row++)
            source.Slice(row * slot.Shape.Columns, slot.Shape.Columns).CopyTo(new Span<float>(destination + ((nint)row * slot.RowStride), slot.Shape.Columns));
    }

    public void ReadHyper(int model, HyperSlot slot, Span<float> destination)
    {
        RequireLength(slot.Name, slot.Shape, destination.Length);
        new ReadOnlySpan<float>(HyperOf(Check(model)) + slot.Offset, destination.Length).CopyTo(destination);
    }

    public void WriteHyper(int model, HyperSlot slot, ReadOnlySpan<float> source)
    {
        RequireLength(slot.Name, slot.Shape, source.Length);
        source.CopyTo(new Span<float>(HyperOf(Check(model)) + slot.Offset, source.Length));
    }

    public ModelStatus Status(int model)
    {
        if (states[Check(model)] == ModelState.Running)
            return ModelStatus.Running;
        lock (detailsLock)
            return details[model];
    }

    public void SetStatus(int model, ModelStatus status)
    {
        Check(model);
        lock (detailsLock)
        {
            if (status.State == ModelState.Running)
                details.Remove(model);
            else
                details[model] = status;
            states[model] = status.State;
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(memory);
        memory = null;
        for (int i = 0; i < Buffers.Length; i++)
        {
            NativeMemory.AlignedFree(Buffers[i]);
            Buffers[i] = null;
        }
    }

    private float* Allocate(nuint floats, ModelDefinition definition, int floatsPerModel)
    {
        try
        {
            // One group more, so that vectors may read past the last value.
            nuint bytes = checked((((floats + 15) / 16 * 16) + Padding.Lanes) * sizeof(float));
            // The system hands out more than it has, and ends the process when the memory is touched: ask first.
            if (bytes > (nuint)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
                throw new OutOfMemoryException();
            float* block = (float*)NativeMemory.AlignedAlloc(bytes, 64);
            NativeMemory.Clear(block, bytes);
            return block;
        }
        catch (Exception e) when (e is OutOfMemoryException or OverflowException)
        {
            Dispose();
            long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            long models = available / Math.Max(1L, (long)floatsPerModel * sizeof(float));
            throw new UserErrorException($"{seeds.Length} models of {definition.Name} need {floats * sizeof(float) / 1048576} MiB, more than this machine gives; about {models} would fit. Train fewer at a time.", 1, e);
        }
    }

    /// <summary>Refuses an ensemble whose memory has been given back.</summary>
    public void RequireMemory() => ObjectDisposedException.ThrowIf(memory == null, this);

    private int Check(int model)
    {
        RequireMemory();
        return (uint)model < (uint)seeds.Length
            ? model
            : throw new ArgumentOutOfRangeException(nameof(model), model, $"The ensemble has {seeds.Length} models.");
    }

    private static void RequireLength(string name, Shape shape, int length)
    {
        if (length != shape.ElementCount)
            throw new ArgumentException($"'{name}' {shape} holds {shape.ElementCount} values, not {length}.");
    }
}
