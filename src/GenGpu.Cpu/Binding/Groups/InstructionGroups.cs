using GenGpu.Core.Memory;
using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using GenGpu.Cpu.Kernels;

namespace GenGpu.Cpu.Binding.Groups;

/// <summary>
/// Finds instructions that one kernel can run: two dense layers with few rows before and behind them, forward and backward; a dense_transposed with the way back through the (leaky) ReLU in front of it; the
/// gradients of a dense layer's weight and bias, which read the same rows; the Adam updates of several parameters in a row, with the sums that are their gradients; functions times a scalar; and the steps of moving averages of state. Results have the same bits and places as one by one; only the passes over memory and the calls are saved.
/// </summary>
internal sealed class InstructionGroups
{
    /// <summary>Most Adam updates of one kernel.</summary>
    public const int AdamLimit = 16;

    private readonly PlannedMemory memory;
    private readonly LayerPairs pairs;
    private readonly ScaledFunctions scaled;

    /// <param name="plan">Where all values lie.</param>
    public InstructionGroups(ExecutionPlan plan)
    {
        memory = new PlannedMemory(plan);
        pairs = new LayerPairs(memory);
        scaled = new ScaledFunctions(memory);
    }

    /// <summary>The instructions in an order that gives the same results, in groups of one or more.</summary>
    /// <param name="instructions">Instructions that run one after the other, with nothing between them.</param>
    public IEnumerable<InstructionGroup> Group(IReadOnlyList<Instruction> instructions)
    {
        var taken = new HashSet<Instruction>();
        for (int i = 0; i < instructions.Count; i++)
        {
            if (taken.Contains(instructions[i]))
                continue;
            InstructionGroup group = Begin(instructions, i, taken);
            taken.UnionWith(group.Instructions);
            yield return group;
        }
    }

    private InstructionGroup Begin(IReadOnlyList<Instruction> instructions, int position, HashSet<Instruction> taken)
    {
        Instruction first = instructions[position];
        if (pairs.FindBackward(instructions, position, i => FindMask(instructions, i), taken) is { } backward)
            return backward;
        Instruction? mask = FindMask(instructions, position);
        if (pairs.FindForward(instructions, position, mask, taken) is { } forward)
            return forward;
        if (mask is not null)
            return new InstructionGroup(GroupKind.MaskedProduct, [first, mask]);
        if (FindSums(instructions, position, taken) is { } sums)
            return new InstructionGroup(GroupKind.WeightAndBias, [first, sums]);
        if (FindAverages(instructions, position) is { } averages)
            return new InstructionGroup(GroupKind.MovingAverages, averages);
        if (scaled.Find(instructions, position, taken) is { } function)
            return function;
        return FindAdam(instructions, position, taken) is { } updates && updates.Instructions.Count > 1 ? updates : InstructionGroup.Of(first);
    }

    /// <summary>The Adam updates in a row that begin here, or of which one reads what is added here.</summary>
    private AdamUpdates? FindAdam(IReadOnlyList<Instruction> instructions, int position, HashSet<Instruction> taken)
    {
        int at = position;
        if (IsPlainSum(instructions[position]))
            at = Enumerable.Range(position, instructions.Count - position).FirstOrDefault(i => IsPlainAdam(instructions[i]) && instructions[i].Inputs[0] == instructions[position].Output, -1);
        if (at < 0 || !IsPlainAdam(instructions[at]) || taken.Contains(instructions[at]))
            return null;
        int begin = at;
        while (begin > position && IsPlainAdam(instructions[begin - 1]) && SharesScalars(instructions[at], instructions[begin - 1]) && !taken.Contains(instructions[begin - 1]))
            begin--;
        List<Instruction> updates = [.. instructions.Skip(begin).TakeWhile(next => IsPlainAdam(next) && SharesScalars(instructions[at], next)).Take(AdamLimit)];
        List<Instruction> sums = [.. instructions.Skip(position).Take(begin - position).Where(i => IsPlainSum(i) && !taken.Contains(i) && updates.Exists(update => update.Inputs[0] == i.Output))];
        var group = new AdamUpdates(updates, sums);
        return group.Instructions.Contains(instructions[position]) && memory.MayRunTogether(instructions, position, group.Instructions) ? group : null;
    }

    /// <summary>An addition of two gradients that one instruction reads, both with padding of their own. None is state, which another update of the row may change before it is read.</summary>
    private bool IsPlainSum(Instruction instruction) =>
        IsElementwise(instruction, ElementwiseFunction.Add) && !instruction.Output.Shape.IsBatched && instruction.Output.Kind == ValueKind.Temporary && memory.Uses(instruction.Output) == 1
        && instruction.Inputs.All(input => input.Shape == instruction.Output.Shape && input.Kind == ValueKind.Temporary && !GradientOperand.IsCopied(input));

    /// <summary>
    /// The LeakyReluBackward that alone reads the result of a plain dense_transposed and overwrites it, or the mask. It may run earlier than where
    /// it stands: the mask is there before the product, and neither the product nor anybody in between reads what is overwritten. A product of
    /// several passes is left alone: its partial sums would be stored where the mask may be.
    /// </summary>
    private Instruction? FindMask(IReadOnlyList<Instruction> instructions, int position)
    {
        Instruction product = instructions[position];
        if (product.Op != OpTable.DenseTransposed || product.Inputs.Count != 2 || product.As<DenseAttributes>().Activation != Activation.None
            || product.Inputs[0].Shape.Rows > DenseDepth.Block || !product.Output.Shape.IsBatched || memory.Uses(product.Output) != 1)
            return null;
        var written = new HashSet<Value>(product.Outputs);
        HashSet<Value> read = [.. product.Inputs.SelectMany(memory.Read)];
        for (int i = position + 1; i < instructions.Count; i++)
        {
            Instruction next = instructions[i];
            if (next.Inputs.Contains(product.Output))
                return IsMask(next, product.Output) && !written.Contains(next.Inputs[1].Root) && !read.Contains(next.Inputs[1].Root) ? next : null;
            written.UnionWith(next.Outputs);
            read.UnionWith(next.Inputs.SelectMany(memory.Read));
        }

        return null;
    }

    /// <summary>
    /// The reduce_batch that sums the rows of a dense_backward_weight's first operand. It may run earlier than where it stands when nobody in between, nor the product, touches the memory
    /// of its result: what is placed there lives until then.
    /// </summary>
    private Instruction? FindSums(IReadOnlyList<Instruction> instructions, int position, HashSet<Instruction> taken)
    {
        Instruction product = instructions[position];
        if (product.Op != OpTable.DenseBackwardWeight)
            return null;
        Value rows = product.Inputs[0];
        if (!rows.Shape.IsBatched || rows.Kind != ValueKind.Temporary || memory.IsAbsorbed(rows) || memory.IsAbsorbed(product.Inputs[1]))
            return null;
        for (int i = position + 1; i < instructions.Count; i++)
        {
            Instruction sums = instructions[i];
            if (sums.Op != OpTable.ReduceBatch || sums.Inputs[0] != rows || sums.As<ReductionAttributes>().Kind != ReductionKind.Sum || taken.Contains(sums))
                continue;
            return instructions.Skip(position).Take(i - position).SelectMany(between => between.Outputs.Concat(between.Inputs.SelectMany(memory.Read))).Any(other => memory.Overlap(other, sums.Output)) ? null : sums;
        }

        return null;
    }

    /// <summary>
    /// The steps of moving averages from here on, three instructions each: x - y of two packed slots, y + decay times that, and the assignment to x, with nobody else reading what is in between.
    /// One decay for all.
    /// </summary>
    private List<Instruction>? FindAverages(IReadOnlyList<Instruction> instructions, int position)
    {
        var found = new List<Instruction>();
        for (int i = position; i + 2 < instructions.Count; i += 3)
        {
            if (!IsAverage(instructions[i], instructions[i + 1], instructions[i + 2]) || (found.Count > 0 && instructions[i + 1].Inputs[0] != found[1].Inputs[0]))
                break;
            found.AddRange([instructions[i], instructions[i + 1], instructions[i + 2]]);
        }

        return found.Count > 0 ? found : null;
    }

    private bool IsAverage(Instruction difference, Instruction blend, Instruction store) =>
        IsElementwise(difference, ElementwiseFunction.Subtract) && IsElementwise(blend, ElementwiseFunction.MultiplyAdd) && store.Op == OpTable.Assign
        && difference.Inputs[0] is { Kind: ValueKind.State } average && difference.Inputs[1] is { Kind: ValueKind.State } value && average.Shape == value.Shape && !average.Shape.IsBatched && average.State != value.State
        && blend.Inputs[0] is { Shape.IsScalar: true, Shape.IsBatched: false, Kind: not ValueKind.State } && blend.Inputs[1] == difference.Output && blend.Inputs[2] == value
        && store.Inputs[0] == blend.Output && store.Output.State == average.State
        && memory.Uses(difference.Output) == 1 && memory.Uses(blend.Output) == 1;

    private static bool IsElementwise(Instruction instruction, ElementwiseFunction function) =>
        instruction.Op == OpTable.Elementwise && instruction.As<ElementwiseAttributes>().Function == function;

    private bool IsMask(Instruction instruction, Value product)
    {
        if (!IsElementwise(instruction, ElementwiseFunction.LeakyReluBackward))
            return false;
        Value mask = instruction.Inputs[1], slope = instruction.Inputs[2];
        return instruction.Inputs[0] == product && mask != product && mask.Shape == product.Shape && slope.Kind == ValueKind.Literal
            && (memory.Coincide(instruction.Output, product) || memory.Coincide(instruction.Output, mask))
            && memory.RowStride(mask) == memory.RowStride(product);
    }

    private static bool IsPlainAdam(Instruction instruction) => instruction.Op == OpTable.Adam && !GradientOperand.IsCopied(instruction.Inputs[0]);

    private static bool SharesScalars(Instruction a, Instruction b) => a.Inputs.Skip(4).SequenceEqual(b.Inputs.Skip(4));
}
