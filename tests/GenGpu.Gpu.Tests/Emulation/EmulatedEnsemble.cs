using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>The blocks that kernels see: state, hyper values and buffers between guard bands.</summary>
internal sealed class EmulatedEnsemble : IEnsemble
{
    private readonly ulong[] seeds;
    private readonly ModelStatus[] statuses;

    public EmulatedEnsemble(ModelDefinition definition, IReadOnlyList<ulong> seeds)
    {
        Definition = definition;
        this.seeds = [.. seeds];
        statuses = new ModelStatus[seeds.Count];
        Array.Fill(statuses, ModelStatus.Running);
        State = new GuardedBlock(definition.StateLength * seeds.Count);
        Hypers = new GuardedBlock(definition.HyperLength * seeds.Count);
        Buffers = [.. definition.Buffers.Select(b => new GuardedBlock(b.Rows * b.Count))];
        foreach (DataBuffer buffer in definition.Buffers)
            buffer.Data.Span.CopyTo(Buffers[buffer.Index].Span);
        for (int model = 0; model < seeds.Count; model++)
        {
            foreach (HyperSlot slot in definition.Hypers)
                WriteHyper(model, slot, [.. slot.Defaults]);
        }
    }

    public ModelDefinition Definition { get; }

    public int ModelCount => seeds.Length;

    public GuardedBlock State { get; }

    public GuardedBlock Hypers { get; }

    public IReadOnlyList<GuardedBlock> Buffers { get; }

    public ulong Seed(int model) => seeds[model];

    public void Read(int model, StateSlot slot, Span<float> destination)
    {
        for (int row = 0; row < slot.Shape.Rows; row++)
            Row(model, slot, row).CopyTo(destination[(row * slot.Shape.Columns)..]);
    }

    public void Write(int model, StateSlot slot, ReadOnlySpan<float> source)
    {
        for (int row = 0; row < slot.Shape.Rows; row++)
            source.Slice(row * slot.Shape.Columns, slot.Shape.Columns).CopyTo(Row(model, slot, row));
    }

    public void ReadHyper(int model, HyperSlot slot, Span<float> destination) => Hyper(model, slot).CopyTo(destination);

    public void WriteHyper(int model, HyperSlot slot, ReadOnlySpan<float> source) => source.CopyTo(Hyper(model, slot));

    public ModelStatus Status(int model) => statuses[model];

    public void SetStatus(int model, ModelStatus status) => statuses[model] = status;

    /// <summary>Fails when a kernel wrote outside of a block, or into the padding of a packed slot.</summary>
    public void Check()
    {
        State.Check("state");
        Hypers.Check("hyper values");
        foreach (DataBuffer buffer in Definition.Buffers)
            Buffers[buffer.Index].Check($"buffer {buffer.Name}");
        for (int model = 0; model < ModelCount; model++)
        {
            foreach (StateSlot slot in Definition.State.Where(s => !s.Shape.IsBatched))
            {
                int used = (int)slot.Shape.ElementCount;
                if (State.Span.Slice((model * Definition.StateLength) + slot.Offset + used, slot.Length - used).ContainsAnyExcept(0f))
                    throw new EmulationException($"the padding of '{slot.Name}' is not zero");
            }
        }
    }

    public void Dispose()
    {
        State.Dispose();
        Hypers.Dispose();
        foreach (GuardedBlock buffer in Buffers)
            buffer.Dispose();
    }

    private Span<float> Row(int model, StateSlot slot, int row) =>
        State.Span.Slice((model * Definition.StateLength) + slot.Offset + (row * slot.RowStride), slot.Shape.Columns);

    private Span<float> Hyper(int model, HyperSlot slot) => Hypers.Span.Slice((model * Definition.HyperLength) + slot.Offset, slot.Rows * slot.Columns);
}
