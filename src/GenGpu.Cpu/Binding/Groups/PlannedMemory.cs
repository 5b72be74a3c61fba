using GenGpu.Core.Memory;
using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Binding.Groups;

/// <summary>Where the values of a plan lie and how often they are used: what decides whether instructions may run in another order, or inside of each other.</summary>
internal sealed class PlannedMemory
{
    private readonly ExecutionPlan plan;
    private readonly Dictionary<Value, int> uses = [];

    public PlannedMemory(ExecutionPlan plan)
    {
        this.plan = plan;
        Count(plan.Program.Body);
    }

    /// <summary>How many operands of the program are the value.</summary>
    public int Uses(Value value) => uses.GetValueOrDefault(value);

    /// <summary>Whether a product computes the operand's rows itself, from what the operand's producer reads.</summary>
    public bool IsAbsorbed(Value operand) => operand.Root.Producer is { } producer && plan.Absorbed.Contains(producer);

    /// <summary>The values whose memory is read where an operand is.</summary>
    public IEnumerable<Value> Read(Value operand) => IsAbsorbed(operand) ? operand.Root.Producer!.Inputs.SelectMany(Read) : [operand.Root];

    /// <summary>Whether two values share memory.</summary>
    public bool Overlap(Value a, Value b)
    {
        Location first = plan.Locate(a), second = plan.Locate(b);
        return first.Space == second.Space && (first.Space != MemorySpace.Buffer || a.Root.Buffer == b.Root.Buffer) && first.Offset < End(b, second) && second.Offset < End(a, first);
    }

    /// <summary>Whether each sample of two batched values has memory of its own: they lie apart, or row upon row.</summary>
    public bool KeepSamplesApart(Value a, Value b)
    {
        Location first = plan.Locate(a), second = plan.Locate(b);
        return !Overlap(a, b) || (first.RowStride == second.RowStride && first.SpansBatch == second.SpansBatch && first.SliceStep == second.SliceStep && (first.Offset - second.Offset) % first.RowStride == 0);
    }

    /// <summary>Whether two values have the same place and the same distance from row to row.</summary>
    public bool Coincide(Value a, Value b) => plan.Locate(a) == plan.Locate(b);

    /// <summary>Floats from row to row.</summary>
    public int RowStride(Value value) => plan.Locate(value).RowStride;

    /// <summary>
    /// Whether an instruction may run where the first one of <paramref name="instructions"/> from <paramref name="start"/> on does, together with the other members of its group: nobody in between
    /// makes what it reads, or reads or writes the memory of its results.
    /// </summary>
    /// <param name="instructions">Instructions in order.</param>
    /// <param name="start">Where the group runs.</param>
    /// <param name="position">Where the instruction stands.</param>
    /// <param name="members">The group.</param>
    public bool MayRunEarlier(IReadOnlyList<Instruction> instructions, int start, int position, IReadOnlyList<Instruction> members)
    {
        Instruction moved = instructions[position];
        for (int i = start; i < position; i++)
        {
            Instruction between = instructions[i];
            if (members.Contains(between))
                continue;
            // What goes first gives a divergence its name.
            if (MayStop(moved) && MayStop(between))
                return false;
            if (between.Outputs.Any(made => moved.Inputs.SelectMany(Read).Any(read => Overlap(made, read)))
                || moved.Outputs.Any(made => between.Outputs.Concat(between.Inputs.SelectMany(Read)).Any(other => Overlap(made, other))))
                return false;
        }

        return true;
    }

    /// <summary>Whether all members of a group from <paramref name="start"/> on may run there.</summary>
    /// <param name="instructions">Instructions in order.</param>
    /// <param name="start">Where the group runs.</param>
    /// <param name="members">The group.</param>
    public bool MayRunTogether(IReadOnlyList<Instruction> instructions, int start, IReadOnlyList<Instruction> members) =>
        Enumerable.Range(start, instructions.Count - start).All(i => !members.Contains(instructions[i]) || MayRunEarlier(instructions, start, i, members));

    private static bool MayStop(Instruction instruction) => instruction.Op == OpTable.CheckFinite || instruction.Op == OpTable.Adam || instruction.Op == OpTable.Sgd;

    /// <summary>Where a value's memory ends in its block, those of all slices together.</summary>
    private long End(Value value, Location place) =>
        place.Offset + Padding.RoundUp(checked(value.Shape.Rows * place.RowStride)) + ((long)place.SliceStep * (plan.SliceCount - 1));

    private void Count(IReadOnlyList<Node> nodes)
    {
        foreach (Node node in nodes)
        {
            if (node is Instruction instruction)
            {
                foreach (Value input in instruction.Inputs)
                    Use(input);
                continue;
            }

            var repeat = (Repeat)node;
            foreach (CarriedValue carried in repeat.Carried)
            {
                Use(carried.Initial);
                Use(carried.BodyResult);
            }

            Count(repeat.Body);
        }
    }

    private void Use(Value value) => uses[value] = uses.GetValueOrDefault(value) + 1;
}
