using GenGpu.Core.Memory;
using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>
/// Where everything that a kernel touches lies. The arena holds, in this order: status word and flags, exchanged partial sums, the table of normals,
/// literals, hyper values, tables, state kept on the chip during a launch, and the program's values. What lies below the limit is on the chip, what
/// reaches beyond it in global scratch at the same offset; on OpenCL all of it is in one place.
/// </summary>
internal sealed class ProgramLayout
{
    public const int ArenaRegion = 0, StateRegion = 1, ConstantRegion = 2, ExchangeRegion = 3;
    public const int NormalTableLength = 384;
    private const int ExchangePerTeam = 16 * 17;

    private readonly ExecutionPlan plan;
    private readonly Dictionary<StateSlot, int> slots = [];
    private readonly Dictionary<DataBuffer, int> tables = [];
    private readonly Dictionary<Value, int> literals = [];
    private readonly int limit, hyper = -1, slice, shared;

    public ProgramLayout(ModelDefinition definition, ExecutionPlan plan, Residents residents, LayoutChoice choice, int lanes, int laneWidth, int exchanges = 1)
    {
        this.plan = plan;
        limit = choice.ChipFloats;
        IsArenaShared = choice.IsArenaShared;
        int end = Padding.RoundUp(1 + residents.Checks);
        FlagLength = end;
        Exchange = end;
        if (residents.Exchanges && laneWidth == 1)
            end += exchanges * ExchangeFloats(lanes);
        NormalTable = end;
        if (residents.DrawsNormals)
            end += NormalTableLength;
        foreach (Value literal in residents.Literals)
            literals.Add(literal, end++);
        end = Padding.RoundUp(end);
        if (choice.KeepsHypers && residents.UsesHypers)
        {
            hyper = end;
            end += definition.HyperLength;
        }

        foreach (DataBuffer table in choice.KeepsTables ? residents.Tables : [])
        {
            tables.Add(table, end);
            end += Padding.RoundUp(checked(table.Rows * table.Count));
        }

        foreach (StateSlot slot in residents.Slots.Where(choice.Keeps))
        {
            slots.Add(slot, end);
            end += slot.Length;
        }

        slice = end;
        shared = end + plan.SliceLength;
        Length = shared + plan.SharedLength;
    }

    /// <summary>Floats in which the lanes of a group exchange partial sums.</summary>
    public static int ExchangeFloats(int lanes) => Padding.RoundUp(Math.Max(1, lanes / 16) * ExchangePerTeam);

    /// <summary>Whether the arena is on the chip (OpenCL), or begins there (CUDA).</summary>
    public bool IsArenaShared { get; }

    /// <summary>Floats of the arena.</summary>
    public int Length { get; }

    /// <summary>Floats of the arena on the chip.</summary>
    public int ChipFloats => IsArenaShared ? Math.Min(Length, limit) : 0;

    /// <summary>Floats of global scratch per group.</summary>
    public int ScratchFloats => Length > ChipFloats ? Length : 0;

    /// <summary>Words for the status and the flags, at the start of the arena.</summary>
    public int FlagLength { get; }

    /// <summary>Offset of the exchanged partial sums.</summary>
    public int Exchange { get; }

    /// <summary>Offset of the table of normals.</summary>
    public int NormalTable { get; }

    /// <summary>Offset of the hyper values, or -1 when they are read where they are.</summary>
    public int Hyper => hyper;

    /// <summary>State kept in the arena, with offsets.</summary>
    public IReadOnlyDictionary<StateSlot, int> Slots => slots;

    /// <summary>Tables kept in the arena, with offsets.</summary>
    public IReadOnlyDictionary<DataBuffer, int> Tables => tables;

    /// <summary>Literals kept in the arena, with offsets.</summary>
    public IReadOnlyDictionary<Value, int> Literals => literals;

    /// <summary>C expression of an arena address.</summary>
    /// <param name="offset">First float.</param>
    /// <param name="length">Floats of the block, which lies on one side of the limit.</param>
    public string Pointer(int offset, int length) => !IsArenaShared || offset + length <= limit ? $"gg_arena + {offset}" : $"gg_far + {offset}";

    /// <summary>Where a value lies.</summary>
    /// <param name="value">A value of the program.</param>
    /// <param name="isSliced">Whether the call runs per slice.</param>
    public Operand Locate(Value value, bool isSliced)
    {
        Value root = value.Root;
        Location place = plan.Locate(value), whole = plan.Locate(root);
        int columns = !value.Shape.IsBatched ? value.Shape.Columns : isSliced ? plan.SliceSize * value.Shape.Sites : value.Shape.Columns;
        int length = Extent(root.Shape.Rows, whole);
        int inner = place.Offset - whole.Offset;
        (string block, int region, int start) = root.Kind switch
        {
            ValueKind.Literal => (Pointer(literals[root], 1), ConstantRegion, literals[root]),
            ValueKind.Hyper => hyper >= 0 ? (Pointer(hyper + place.Offset, 1), ConstantRegion, hyper + place.Offset) : ($"gg_hyper + {place.Offset}", ConstantRegion, place.Offset),
            ValueKind.Buffer => tables.TryGetValue(root.Buffer!, out int table)
                ? (Pointer(table + place.Offset, 1), ConstantRegion, table + place.Offset)
                : ($"gg_buffer{root.Buffer!.Index} + {place.Offset}", ConstantRegion, place.Offset),
            ValueKind.State => slots.TryGetValue(root.State!, out int slot)
                ? InArena(slot, length, inner)
                : ($"gg_state + {place.Offset}", StateRegion, place.Offset),
            _ => InArena((whole.Space == MemorySpace.Slice ? slice : shared) + whole.Offset, length, inner),
        };
        if (place.SpansBatch && isSliced && plan.SliceCount > 1)
            block += " + gg_first";
        if (place.SliceStep > 0 && isSliced)
            block += $" + gg_slice * {place.SliceStep}";
        return new Operand(block, region, start, Extent(value.Shape.Rows, place), place.RowStride, value.Shape.Rows, columns, value.Shape.IsBatched);
    }

    /// <summary>The part of a reduction that the present slice writes.</summary>
    public Operand Part(Reduction reduction)
    {
        Operand result = Locate(reduction.Result, false);
        int start = shared + reduction.PartialOffset, length = reduction.Length * plan.SliceCount;
        return result with { Pointer = $"{Pointer(start, length)} + gg_slice * {reduction.Length}", Region = ArenaRegion, Start = start, Length = length };
    }

    /// <summary>All parts of a reduction.</summary>
    public Operand Parts(Reduction reduction)
    {
        Operand part = Part(reduction);
        return part with { Pointer = Pointer(part.Start, part.Length) };
    }

    /// <summary>Floats from the first row of the first slice to the end of the last row of the last one.</summary>
    private int Extent(int rows, Location place) =>
        checked((place.SliceStep * (plan.SliceCount - 1)) + Padding.RoundUp(rows * place.RowStride));

    private (string Block, int Region, int Start) InArena(int offset, int length, int inner)
    {
        string pointer = Pointer(offset, length);
        return (inner == 0 ? pointer : $"{pointer} + {inner}", ArenaRegion, offset + inner);
    }
}
