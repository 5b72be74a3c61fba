using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>
/// y = (1 / (1 - beta1^t), 1 / (1 - beta2^t)) with t = step + 1: operands beta1, beta2 [1, 1]; y [2, 1]. The powers are formed in double by
/// binary exponentiation, so that they are the same everywhere.
/// </summary>
public sealed class AdamCorrectionOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "adam_correction";

    /// <inheritdoc/>
    public override string Formula => "y = (1 / (1 - beta1^t), 1 / (1 - beta2^t)), t = step + 1";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Rounding;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 2, 2);
        if (inputs.Any(s => !s.IsScalar))
            throw Mismatch("needs two scalars", inputs);
        return Shape.Matrix(2, 1);
    }
}
