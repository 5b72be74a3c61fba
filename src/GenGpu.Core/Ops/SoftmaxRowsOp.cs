using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>y[r, c] = exp(x[r, c]) / sum over r' of exp(x[r', c]), stable: logits [rows, columns] to probabilities of the same shape.</summary>
public sealed class SoftmaxRowsOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "softmax_rows";

    /// <inheritdoc/>
    public override string Formula => "y[r, c] = exp(x[r, c]) / sum over r of exp(x[r, c])";

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
    public override Value?[] Adjoint(AdjointContext context)
    {
        ProgramBuilder g = context.Builder;
        Value weighted = g.Multiply(context.Output, context.OutputAdjoint);
        return [g.Subtract(weighted, g.Multiply(context.Output, g.SumRows(weighted)))];
    }

    /// <inheritdoc/>
    protected override double FlopsOf(Instruction instruction) => 20.0 * instruction.Output.Shape.ElementCount;
}
