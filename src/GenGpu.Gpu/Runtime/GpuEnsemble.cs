using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Runtime;

/// <summary>States and hyper values of several models on one device or several.</summary>
internal sealed class GpuEnsemble(GpuAccelerator accelerator, ModelDefinition definition, ulong[] seeds, IReadOnlyList<EnsemblePart> firstParts, IReadOnlyList<DeviceRuntime> users) : IEnsemble
{
    // Measured times differ from one to the next; shares must come to rest.
    private const int MostSplits = 4;
    private IReadOnlyList<EnsemblePart> parts = firstParts;
    private int splits;
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
        using Lock.Scope exclusive = accelerator.Exclusive();
        EnsemblePart part = PartOf(Check(model));
        ReadOnlySpan<float> source = part.State.Read(model - part.FirstModel, part.Device.Transfers)[slot.Offset..];
        for (int row = 0; row < slot.Shape.Rows; row++)
            source.Slice(row * slot.RowStride, slot.Shape.Columns).CopyTo(destination[(row * slot.Shape.Columns)..]);
    }

    /// <inheritdoc/>
    public void Write(int model, StateSlot slot, ReadOnlySpan<float> source)
    {
        RequireLength(slot.Name, slot.Shape, source.Length);
        using Lock.Scope exclusive = accelerator.Exclusive();
        EnsemblePart part = PartOf(Check(model));
        Span<float> destination = part.State.Write(model - part.FirstModel, part.Device.Transfers)[slot.Offset..];
        for (int row = 0; row < slot.Shape.Rows; row++)
            source.Slice(row * slot.Shape.Columns, slot.Shape.Columns).CopyTo(destination[(row * slot.RowStride)..]);
    }

    /// <inheritdoc/>
    public void ReadHyper(int model, HyperSlot slot, Span<float> destination)
    {
        RequireLength(slot.Name, slot.Shape, destination.Length);
        using Lock.Scope exclusive = accelerator.Exclusive();
        EnsemblePart part = PartOf(Check(model));
        part.Hypers.Read(model - part.FirstModel, part.Device.Transfers).Slice(slot.Offset, destination.Length).CopyTo(destination);
    }

    /// <inheritdoc/>
    public void WriteHyper(int model, HyperSlot slot, ReadOnlySpan<float> source)
    {
        RequireLength(slot.Name, slot.Shape, source.Length);
        using Lock.Scope exclusive = accelerator.Exclusive();
        EnsemblePart part = PartOf(Check(model));
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

    /// <summary>Shares models out anew where one device was measured to be faster than its share; to be called between launches.</summary>
    /// <returns>Whether parts have changed.</returns>
    public bool Rebalance()
    {
        // Several parts of one device mean that memory is short: there models stay where they fit.
        if (splits == MostSplits || parts.Count < 2 || parts.Select(part => part.Device).Distinct().Count() < parts.Count)
            return false;
        if (Balance.Shares([.. parts.Select(part => (part.ModelCount, part.Measured.ModelSteps, part.Measured.Seconds))]) is not { } shares)
            return false;
        var next = new List<EnsemblePart>();
        for (int i = 0, first = 0; i < shares.Length; first += shares[i++])
            next.Add(new EnsemblePart(parts[i].Device, definition.Name, first, seeds[first..(first + shares[i])], definition.StateLength, definition.HyperLength));
        foreach (EnsemblePart to in next)
        {
            for (int model = to.FirstModel; model < to.FirstModel + to.ModelCount; model++)
            {
                EnsemblePart from = PartOf(model);
                from.State.Read(model - from.FirstModel, from.Device.Transfers).CopyTo(to.State.Write(model - to.FirstModel, to.Device.Transfers));
                from.Hypers.Read(model - from.FirstModel, from.Device.Transfers).CopyTo(to.Hypers.Write(model - to.FirstModel, to.Device.Transfers));
            }
        }

        // The new parts take device memory at their next launch.
        foreach (EnsemblePart old in parts)
            old.Dispose();
        parts = next;
        splits++;
        return true;
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
