using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>y = the number of the current step, counted from 0, as a float [1, 1] (exact below 2^24): schedules are expressions of it.</summary>
public sealed class StepIndexOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "step_index";

    /// <inheritdoc/>
    public override string Formula => "y = step";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Exact;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 0, 0);
        return Shape.Scalar;
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context) => [];
}
