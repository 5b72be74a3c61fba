using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>y[r, c] = x[0, c] + ... + x[r, c] (or from the last row up).</summary>
public sealed class CumulativeSumRowsOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "cumulative_sum_rows";

    /// <inheritdoc/>
    public override string Formula => "y[r, c] = sum over r' <= r of x[r', c]";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Summation;

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => true;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 1, 1);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context) =>
        [context.Builder.CumulativeSumRows(context.FullOutputAdjoint, !context.Instruction.As<CumulativeSumAttributes>().Reverse)];

    /// <inheritdoc/>
    protected override double FlopsOf(Instruction instruction) => instruction.Output.Shape.ElementCount;
}
