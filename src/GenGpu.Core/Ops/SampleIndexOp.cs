using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>y[0, c] = step * batchSize + c as a float [1, batch] (exact below 2^24): walks through a buffer or a grid, one batch per step.</summary>
public sealed class SampleIndexOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "sample_index";

    /// <inheritdoc/>
    public override string Formula => "y[0, c] = step * batchSize + c";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Exact;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 0, 0);
        return Shape.Batched(1, batchSize);
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context) => [];
}
