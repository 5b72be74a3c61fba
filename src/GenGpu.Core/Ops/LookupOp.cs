using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>
/// y[r, c] = table[r, index[0, c]]: table [rows, n] (not batched; a parameter, hyper value or data buffer), index [1, columns] of whole
/// numbers as floats, clamped to [0, n - 1]; y [rows, columns]. Minibatches, mixture components, spline knots, time embeddings.
/// </summary>
public sealed class LookupOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "lookup";

    /// <inheritdoc/>
    public override string Formula => "y[r, c] = table[r, index[0, c]]";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Exact;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 2, 2);
        if (inputs[0].IsBatched || inputs[1].Rows != 1)
            throw Mismatch("needs a table [rows, n] that is not batched and an index [1, columns]", inputs);
        return inputs[1] with { Rows = inputs[0].Rows };
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context) =>
    [
        context.If(0, () => context.Builder.LookupBackward(context.FullOutputAdjoint, context.Input(1), context.Input(0).Shape.Columns)),
        null,
    ];
}
