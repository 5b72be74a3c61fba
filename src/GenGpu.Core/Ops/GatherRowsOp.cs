using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>y[r, c] = x[indices[r], c] with constant indices: permutations, masks of couplings, shifts on a lattice.</summary>
public sealed class GatherRowsOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "gather_rows";

    /// <inheritdoc/>
    public override string Formula => "y[r, c] = x[indices[r], c]";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Exact;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 1, 1);
        var own = (RowIndexAttributes)attributes;
        if (own.Indices.Count == 0 || own.Indices.Any(i => i < 0 || i >= inputs[0].Rows))
            throw Mismatch("needs at least one index, each a row of the operand", inputs);
        return inputs[0] with { Rows = own.Indices.Count };
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context) =>
        [context.Builder.ScatterAddRows(context.FullOutputAdjoint, context.Instruction.As<RowIndexAttributes>().Indices, context.Input(0).Shape.Rows)];
}
