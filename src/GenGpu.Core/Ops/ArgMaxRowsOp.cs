using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>y[0, c] = the smallest r with the largest x[r, c], as a float: [rows, columns] to [1, columns].</summary>
public sealed class ArgMaxRowsOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "argmax_rows";

    /// <inheritdoc/>
    public override string Formula => "y[0, c] = argmax over r of x[r, c]";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Exact;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 1, 1);
        return inputs[0] with { Rows = 1 };
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context) => [null];
}
