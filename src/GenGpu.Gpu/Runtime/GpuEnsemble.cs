using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Runtime;

/// <summary>States and hyper values of several models on one device or several.</summary>
internal sealed class GpuEnsemble(GpuAccelerator accelerator, ModelDefinition definition, ulong[] seeds, IReadOnlyList<EnsemblePart> parts, IReadOnlyList<DeviceRuntime> users) : IEnsemble
{
    private readonly Dictionary<int, ModelStatus> ended = [];
    private readonly Lock endedLock = new();
    private bool disposed;

    /// <summary>What made it and runs it.</summary>
    public GpuAccelerator Accelerator => accelerator;

    /// <summary>Its parts, in the order of their models.</summary>
    public IReadOnlyList<EnsemblePart> Parts => parts;

    /// <inheritdoc/>
    public ModelDefinition Definition => definition;

    /// <inheritdoc/>
    public int ModelCount => seeds.Length;

    /// <inheritdoc/>
    public ulong Seed(int model) => seeds[Check(model)];

    /// <summary>Whether a model takes part in training launches.</summary>
    /// <param name="model">Index of the model.</param>
    public bool Runs(int model)
    {
        lock (endedLock)
            return !ended.ContainsKey(model);
    }

    /// <summary>Notes that a model diverged.</summary>
    /// <param name="model">Index of the model.</param>
    /// <param name="step">The step.</param>
    /// <param name="value">What went first.</param>
    public void SetDiverged(int model, long step, string value) => SetStatus(model, new ModelStatus(ModelState.Diverged, step, value));

    /// <inheritdoc/>
    public void Read(int model, StateSlot slot, Span<float> destination)
    {
        RequireLength(slot.Name, slot.Shape, destination.Length);
        EnsemblePart part = PartOf(Check(model));
        using Lock.Scope exclusive = accelerator.Exclusive();
        ReadOnlySpan<float> source = part.State.Read(model - part.FirstModel, part.Device.Transfers)[slot.Offset..];
        for (int row = 0; row < slot.Shape.Rows; row++)
            source.Slice(row * slot.RowStride, slot.Shape.Columns).CopyTo(destination[(row * slot.Shape.Columns)..]);
    }

    /// <inheritdoc/>
    public void Write(int model, StateSlot slot, ReadOnlySpan<float> source)
    {
        RequireLength(slot.Name, slot.Shape, source.Length);
        EnsemblePart part = PartOf(Check(model));
        using Lock.Scope exclusive = accelerator.Exclusive();
        Span<float> destination = part.State.Write(model - part.FirstModel, part.Device.Transfers)[slot.Offset..];
        for (int row = 0; row < slot.Shape.Rows; row++)
            source.Slice(row * slot.Shape.Columns, slot.Shape.Columns).CopyTo(destination[(row * slot.RowStride)..]);
    }

    /// <inheritdoc/>
    public void ReadHyper(int model, HyperSlot slot, Span<float> destination)
    {
        RequireLength(slot.Name, slot.Shape, destination.Length);
        EnsemblePart part = PartOf(Check(model));
        using Lock.Scope exclusive = accelerator.Exclusive();
        part.Hypers.Read(model - part.FirstModel, part.Device.Transfers).Slice(slot.Offset, destination.Length).CopyTo(destination);
    }

    /// <inheritdoc/>
    public void WriteHyper(int model, HyperSlot slot, ReadOnlySpan<float> source)
    {
        RequireLength(slot.Name, slot.Shape, source.Length);
        EnsemblePart part = PartOf(Check(model));
        using Lock.Scope exclusive = accelerator.Exclusive();
        source.CopyTo(part.Hypers.Write(model - part.FirstModel, part.Device.Transfers)[slot.Offset..]);
    }

    /// <inheritdoc/>
    public ModelStatus Status(int model)
    {
        Check(model);
        lock (endedLock)
            return ended.GetValueOrDefault(model, ModelStatus.Running);
    }

    /// <inheritdoc/>
    public void SetStatus(int model, ModelStatus status)
    {
        Check(model);
        lock (endedLock)
        {
            if (status.State == ModelState.Running)
                ended.Remove(model);
            else
                ended[model] = status;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using Lock.Scope exclusive = accelerator.Exclusive();
        if (disposed)
            return;
        disposed = true;
        accelerator.Forget(this);
        foreach (EnsemblePart part in parts)
            part.Dispose();
        foreach (DeviceRuntime device in users)
            device.Data.Remove(definition);
    }

    /// <summary>Refuses an ensemble whose memory has been given back.</summary>
    public void RequireMemory() => ObjectDisposedException.ThrowIf(disposed, this);

    private static void RequireLength(string name, Shape shape, int length)
    {
        if (length != shape.ElementCount)
            throw new ArgumentException($"'{name}' {shape} holds {shape.ElementCount} values, not {length}.");
    }

    private int Check(int model)
    {
        RequireMemory();
        return (uint)model < (uint)seeds.Length
            ? model
            : throw new ArgumentOutOfRangeException(nameof(model), model, $"The ensemble has {seeds.Length} models.");
    }

    private EnsemblePart PartOf(int model)
    {
        int low = 0, high = parts.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (parts[middle].FirstModel <= model)
                low = middle;
            else
                high = middle - 1;
        }

        return parts[low];
    }
}
