using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>
/// y = independent draws: element (r, c) takes word ((c >> 4) and 3) of the Philox block (r &lt;&lt; 18) | ((c >> 6) &lt;&lt; 4) | (c and 15),
/// c counted over the whole batch.
/// </summary>
public sealed class DrawOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "draw";

    /// <inheritdoc/>
    public override string Formula => "y ~ Uniform[0, 1) | Uniform(0, 1) | Normal(0, 1)";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Polynomial;

    /// <inheritdoc/>
    public override bool DrawsRandom => true;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 0, 0);
        return RandomShapes.Check(Name, WithoutSites(((DrawAttributes)attributes).Shape));
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context) => [];

    /// <inheritdoc/>
    protected override double FlopsOf(Instruction instruction) => 20.0 * instruction.Output.Shape.ElementCount;
}
