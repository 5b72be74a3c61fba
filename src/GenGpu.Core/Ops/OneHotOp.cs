using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>y[r, c] = 1 where r = index[0, c], otherwise 0: index [1, columns] of whole numbers as floats, clamped to [0, n - 1]; y [n, columns].</summary>
public sealed class OneHotOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "one_hot";

    /// <inheritdoc/>
    public override string Formula => "y[r, c] = 1 if r = index[0, c] else 0";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Exact;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 1, 1);
        int size = ((SizeAttributes)attributes).Size;
        if (inputs[0].Rows != 1 || size < 1)
            throw Mismatch("needs an index [1, columns] and at least one class", inputs);
        return inputs[0] with { Rows = size };
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context) => [null];
}
