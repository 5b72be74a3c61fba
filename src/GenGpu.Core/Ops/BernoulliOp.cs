using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>y = 1 where u &lt; p, otherwise 0, with u uniform on [0, 1) as in draw: p [rows, columns] probabilities; no gradient passes.</summary>
public sealed class BernoulliOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "bernoulli";

    /// <inheritdoc/>
    public override string Formula => "y = 1 if u < p else 0, u ~ Uniform[0, 1)";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Exact;

    /// <inheritdoc/>
    public override bool DrawsRandom => true;

    /// <inheritdoc/>
    public override bool MayOverwrite(int input) => true;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 1, 1);
        Shape wanted = ((DrawAttributes)attributes).Shape;
        if (inputs[0] != wanted)
            throw Mismatch($"needs probabilities of shape {wanted}; broadcast them first", inputs);
        return RandomShapes.Check(Name, WithoutSites(wanted));
    }

    /// <inheritdoc/>
    public override Value?[] Adjoint(AdjointContext context) => [null];

    /// <inheritdoc/>
    protected override double FlopsOf(Instruction instruction) => 8.0 * instruction.Output.Shape.ElementCount;
}
