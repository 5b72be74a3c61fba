using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>y[r, c] = stream[r, i columns + c] in step i of a launch: values that the host gives, the same for all models of the launch.</summary>
public sealed class InputOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "input";

    /// <inheritdoc/>
    public override string Formula => "y[r, c] = stream[r, i columns + c]";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Exact;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 0, 0);
        return WithoutSites(((StreamAttributes)attributes).Shape);
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context) => [];
}
