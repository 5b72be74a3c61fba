using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>y = the operands below each other: [r1, columns], [r2, columns] ... to [r1 + r2 + ..., columns].</summary>
public sealed class ConcatenateRowsOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "concatenate_rows";

    /// <inheritdoc/>
    public override string Formula => "y = x1 over x2 over ...";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Exact;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 1, int.MaxValue);
        if (inputs.Any(s => s.Columns != inputs[0].Columns || s.IsBatched != inputs[0].IsBatched))
            throw Mismatch("needs operands with the same columns", inputs);
        return inputs[0] with { Rows = inputs.Sum(s => s.Rows) };
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context)
    {
        Value d = context.FullOutputAdjoint;
        var adjoints = new Value?[context.Instruction.Inputs.Count];
        int start = 0;
        for (int i = 0; i < adjoints.Length; i++)
        {
            int first = start, count = context.Input(i).Shape.Rows;
            adjoints[i] = context.If(i, () => context.Builder.SliceRows(d, first, count));
            start += count;
        }

        return adjoints;
    }
}
