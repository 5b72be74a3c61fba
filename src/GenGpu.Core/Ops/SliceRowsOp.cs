using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>y[r, c] = x[start + r, c]: a view, no work.</summary>
public sealed class SliceRowsOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "slice_rows";

    /// <inheritdoc/>
    public override string Formula => "y[r, c] = x[start + r, c] (a view)";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Exact;

    /// <inheritdoc/>
    public override int ViewOfInput => 0;

    /// <inheritdoc/>
    public override int ViewStartRow(OpAttributes attributes) => ((RowRangeAttributes)attributes).Start;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 1, 1);
        var range = (RowRangeAttributes)attributes;
        if (range.Start < 0 || range.Count < 1 || range.Start + range.Count > inputs[0].Rows)
            throw Mismatch($"rows {range.Start} to {range.Start + range.Count - 1} are outside the operand", inputs);
        return inputs[0] with { Rows = range.Count };
    }

    /// <summary>dx[start + r] += dy[r].</summary>
    /// <param name="context">The instruction, the adjoint of its result, and the builder.</param>
    public override Value?[] Adjoint(AdjointContext context)
    {
        context.AddToRows(0, context.Instruction.As<RowRangeAttributes>(), context.OutputAdjoint);
        return [null];
    }
}
