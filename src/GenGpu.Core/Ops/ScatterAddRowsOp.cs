using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>y[i, c] = sum over r with indices[r] = i of x[r, c]: the adjoint of gather_rows; rows that no index names are 0.</summary>
public sealed class ScatterAddRowsOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "scatter_add_rows";

    /// <inheritdoc/>
    public override string Formula => "y[indices[r], c] += x[r, c], from zero";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Summation;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 1, 1);
        var own = (RowIndexAttributes)attributes;
        if (own.Indices.Count != inputs[0].Rows || own.Indices.Any(i => i < 0 || i >= own.Rows))
            throw Mismatch($"needs one index per row, each below {own.Rows}", inputs);
        return inputs[0] with { Rows = own.Rows };
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context) =>
        [context.Builder.GatherRows(context.FullOutputAdjoint, context.Instruction.As<RowIndexAttributes>().Indices)];

    /// <inheritdoc/>
    protected override double FlopsOf(Instruction instruction) => instruction.Inputs[0].Shape.ElementCount;
}
