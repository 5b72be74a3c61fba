using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>y = x, and no gradient passes: a view, no work.</summary>
public sealed class StopGradientOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "stop_gradient";

    /// <inheritdoc/>
    public override string Formula => "y = x, gradient 0 (a view)";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Exact;

    /// <inheritdoc/>
    public override int ViewOfInput => 0;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 1, 1);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context) => [null];
}
