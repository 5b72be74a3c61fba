using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>
/// y = hard; the gradient passes to soft as if y were soft (straight-through estimator; Bengio, Leonard and Courville 2013, and for
/// Gumbel-softmax Jang, Gu and Poole 2017). Operands (hard, soft) of the same shape; a view, no work.
/// </summary>
public sealed class StraightThroughOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "straight_through";

    /// <inheritdoc/>
    public override string Formula => "y = hard, gradient to soft (a view)";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Exact;

    /// <inheritdoc/>
    public override int ViewOfInput => 0;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 2, 2);
        if (inputs[0] != inputs[1])
            throw Mismatch("needs two operands of the same shape", inputs);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context) => [null, context.OutputAdjoint];
}
