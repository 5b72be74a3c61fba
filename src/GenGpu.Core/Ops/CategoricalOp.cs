using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>
/// y[0, c] = the smallest r with u t &lt; w[0, c] + ... + w[r, c], t the sum of all weights, u uniform on [0, 1): weights w [n, columns], or
/// [n, 1] for the same weights in every sample; y [1, columns] of whole numbers as floats, at most n - 1. No gradient passes.
/// </summary>
public sealed class CategoricalOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "categorical";

    /// <inheritdoc/>
    public override string Formula => "y = smallest r with u sum(w) < w[0] + ... + w[r]";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Exact;

    /// <inheritdoc/>
    public override bool DrawsRandom => true;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 1, 1);
        Shape wanted = ((DrawAttributes)attributes).Shape;
        Shape weights = inputs[0];
        bool fits = weights.IsBatched ? wanted.IsBatched && weights.Columns == wanted.Columns : weights.Columns == 1 || (!wanted.IsBatched && weights.Columns == wanted.Columns);
        if (wanted.Rows != 1 || !fits)
            throw Mismatch($"needs weights [n, 1] or [n, columns] for a result {wanted}", inputs);
        return RandomShapes.Check(Name, WithoutSites(wanted));
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context) => [null];

    /// <inheritdoc/>
    protected override double FlopsOf(Instruction instruction) => (2.0 * instruction.Inputs[0].Shape.Rows + 8.0) * instruction.Output.Shape.Columns;
}
