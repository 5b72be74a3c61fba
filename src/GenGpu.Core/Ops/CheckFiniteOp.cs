using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>Marks the trial as diverged, with the step and the label, when an element of x is NaN or infinite. No result. Optimizers check their gradients themselves.</summary>
public sealed class CheckFiniteOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "check_finite";

    /// <inheritdoc/>
    public override string Formula => "status = diverged unless all x are finite";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Exact;

    /// <inheritdoc/>
    public override bool HasEffect => true;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 1, 1);
        return inputs[0];
    }
}
