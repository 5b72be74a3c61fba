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

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context)
    {
        ProgramBuilder g = context.Builder;
        var range = context.Instruction.As<RowRangeAttributes>();
        Shape x = context.Input(0).Shape;
        var parts = new List<Value>();
        if (range.Start > 0)
            parts.Add(g.BroadcastTo(g.Constant(0f), x with { Rows = range.Start }));
        parts.Add(context.FullOutputAdjoint);
        if (range.Start + range.Count < x.Rows)
            parts.Add(g.BroadcastTo(g.Constant(0f), x with { Rows = x.Rows - range.Start - range.Count }));
        return [g.ConcatenateRows([.. parts])];
    }
}
