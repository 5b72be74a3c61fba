using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using GenGpu.Cpu.Kernels;

namespace GenGpu.Cpu.Binding.Groups;

/// <summary>
/// Finds pairs of dense layers with few rows behind them, and few or many before them, forward and backward. Discriminators, generators, decoders and encoders of points in the plane are such pairs; one pass over the rows between the layers
/// saves writing and reading them for every product.
/// </summary>
internal sealed class LayerPairs(PlannedMemory memory)
{
    // Most rows before or behind a pair.
    private const int FewRows = 4;

    // Of 64 samples they stay in registers, and the rows between them have room besides.
    private const int FewRowsTogether = 6;

    // Beside the rows between the layers, four at a time.
    private const int FewBehindMany = 2;

    // The sums of one row between the layers: as many as the folding stages have places.
    private const int MostSums = 8;

    /// <summary>The second product that reads the result of the one at <paramref name="position"/>, which may be masked by what follows it.</summary>
    /// <param name="instructions">Instructions in order.</param>
    /// <param name="position">A dense or dense_transposed.</param>
    /// <param name="mask">The LeakyReluBackward that <see cref="InstructionGroups"/> found for it, or null.</param>
    /// <param name="taken">Members of other groups.</param>
    public LayerPair? FindForward(IReadOnlyList<Instruction> instructions, int position, Instruction? mask, IReadOnlySet<Instruction> taken)
    {
        Instruction first = instructions[position];
        if (!IsProduct(first) || !IsLinearPiecewise(first.As<DenseAttributes>()) || !AreBatched(first) || first.Inputs[1].Shape.Rows > DenseDepth.Block)
            return null;
        Instruction last = mask ?? first;
        for (int i = position + 1; i < instructions.Count; i++)
        {
            Instruction second = instructions[i];
            if (!second.Inputs.Contains(last.Output) || second == mask)
                continue;
            if (!IsProduct(second) || taken.Contains(second) || second.Inputs[1] != last.Output || second.Inputs[0] == last.Output || !AreBatched(second)
                || second.As<DenseAttributes>().Activation != Activation.None
                || !AreFew(first.Inputs[1].Shape.Rows, second.Output.Shape.Rows))
                return null;
            Instruction[] members = mask is null ? [first, second] : [first, mask, second];
            // Columns go by in strips: the second result may lie over what the first product reads only where the strips are the same.
            bool isApart = first.Inputs.Where(input => input != first.Inputs[1]).All(input => !memory.Overlap(input, second.Output))
                && memory.KeepSamplesApart(first.Inputs[1], second.Output)
                && (mask is null || memory.KeepSamplesApart(mask.Inputs[1], second.Output));
            return isApart && memory.MayRunEarlier(instructions, position, i, members) ? new LayerPair(first, mask, second, memory.Uses(last.Output) > 1) : null;
        }

        return null;
    }

    /// <summary>
    /// The way back through a pair, begun by the instruction at <paramref name="position"/>: the dense_transposed and its mask; the gradients of the outer layer; and, where the inner layer reads few
    /// rows, its gradients too.
    /// </summary>
    /// <param name="instructions">Instructions in order.</param>
    /// <param name="position">Where the group begins.</param>
    /// <param name="findMask">The LeakyReluBackward of the product at a position, if there is one.</param>
    /// <param name="taken">Members of other groups.</param>
    public LayerPairBackward? FindBackward(IReadOnlyList<Instruction> instructions, int position, Func<int, Instruction?> findMask, IReadOnlySet<Instruction> taken)
    {
        Instruction begin = instructions[position];
        if (begin.Op != OpTable.DenseBackwardWeight && begin.Op != OpTable.DenseTransposed)
            return null;
        Value errors = begin.Op == OpTable.DenseTransposed ? begin.Inputs[1] : begin.Inputs[0];
        if (!IsPlainBatch(errors) || errors.Shape.Rows > FewRows)
            return null;
        for (int i = position; i < instructions.Count; i++)
        {
            Instruction product = instructions[i];
            if (product.Op != OpTable.DenseTransposed || product.Inputs[1] != errors || taken.Contains(product) || product.Inputs[0].Shape.Columns < 2)
                continue;
            if (findMask(i) is { } mask && !taken.Contains(mask) && Backward(instructions, position, product, mask, taken) is { } pair)
                return pair;
        }

        return null;
    }

    private LayerPairBackward? Backward(IReadOnlyList<Instruction> instructions, int position, Instruction product, Instruction mask, IReadOnlySet<Instruction> taken)
    {
        Value errors = product.Inputs[1], hidden = mask.Inputs[1], adjoint = mask.Output;
        List<Instruction> rest = [.. instructions.Skip(position).Where(i => !taken.Contains(i))];
        Instruction? outer = rest.Find(i => i.Op == OpTable.DenseBackwardWeight && i.Inputs[0] == errors && i.Inputs[1] == hidden);
        if (outer is null || memory.IsAbsorbed(hidden))
            return null;
        Instruction? outerBias = rest.Find(i => IsSum(i, errors));
        Instruction? inner = rest.Find(i => i.Op == OpTable.DenseBackwardWeight && i.Inputs[0] == adjoint && IsPlainBatch(i.Inputs[1]) && i.Inputs[1].Shape.Rows <= FewRows);
        Instruction? innerBias = rest.Find(i => IsSum(i, adjoint));
        if (inner is not null && errors.Shape.Rows + inner.Inputs[1].Shape.Rows + 1 > MostSums)
            inner = null;
        int readers = (inner is null ? 0 : 1) + (innerBias is null ? 0 : 1);
        var pair = new LayerPairBackward(product, mask, outer, outerBias, inner, innerBias, memory.Uses(adjoint) > readers);
        return pair.Instructions.Contains(instructions[position]) && AreApart(pair) && memory.MayRunTogether(instructions, position, pair.Instructions) ? pair : null;
    }

    /// <summary>Results are written row by row while other rows are still to be read.</summary>
    private bool AreApart(LayerPairBackward pair)
    {
        Value adjoint = pair.Mask.Output, hidden = pair.Mask.Inputs[1];
        Value[] results = [.. new[] { pair.OuterWeight, pair.OuterBias, pair.InnerWeight, pair.InnerBias }.OfType<Instruction>().Select(i => i.Output)];
        Value[] read = [.. pair.Product.Inputs, hidden, .. pair.InnerWeight is { } inner ? [inner.Inputs[1]] : Array.Empty<Value>()];
        return !results.Any(result => read.Append(adjoint).Any(value => memory.Overlap(result, value))) && !read.Any(value => value != hidden && memory.Overlap(adjoint, value));
    }

    private static bool IsSum(Instruction instruction, Value rows) =>
        instruction.Op == OpTable.ReduceBatch && instruction.Inputs[0] == rows && instruction.As<ReductionAttributes>().Kind == ReductionKind.Sum;

    private static bool AreFew(int inputs, int outputs) => inputs <= FewRows ? outputs <= FewRows && inputs + outputs <= FewRowsTogether : outputs <= FewBehindMany;

    private static bool IsProduct(Instruction instruction) => instruction.Op == OpTable.Dense || instruction.Op == OpTable.DenseTransposed;

    private static bool IsLinearPiecewise(DenseAttributes dense) => dense.Activation is Activation.None or Activation.Relu or Activation.LeakyRelu;

    private bool AreBatched(Instruction product) => product.Output.Shape.IsBatched && product.Inputs[1].Shape.IsBatched && !product.Inputs[0].Shape.IsBatched && !memory.IsAbsorbed(product.Inputs[1]);

    private bool IsPlainBatch(Value value) => value.Shape.IsBatched && !memory.IsAbsorbed(value);
}
