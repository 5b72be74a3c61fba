using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>
/// One Adam update in place (Kingma and Ba 2015, algorithm 1): operands gradient g, parameter p, firstMoment m, secondMoment v, all of one
/// shape, then learningRate, beta1, beta2, epsilon [1, 1] and the corrections c [2, 1] of adam_correction.
/// m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; p -= learningRate c0 m / (sqrt(v c1) + epsilon).
/// |m| &lt; 1e-36 and v &lt; 1e-36 are flushed to 0: moments of dead units would decay into denormals, which cost over ten times as much.
/// A gradient that is not finite marks the trial as diverged. Results: the new versions of p, m, v.
/// </summary>
public sealed class AdamOp : OpDefinition
{
    /// <summary>Moments below this magnitude become 0.</summary>
    public const float FlushThreshold = 1e-36f;

    /// <inheritdoc/>
    public override string Name => "adam";

    /// <inheritdoc/>
    public override string Formula => "p -= learningRate c0 m / (sqrt(v c1) + epsilon)";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Rounding;

    /// <inheritdoc/>
    public override bool HasEffect => true;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 9, 9);
        if (inputs.Take(4).Any(s => s != inputs[0]) || inputs.Skip(4).Take(4).Any(s => !s.IsScalar) || inputs[8] != Shape.Matrix(2, 1))
            throw Mismatch("needs gradient, parameter and moments of one shape, four scalars and the corrections [2, 1]", inputs);
        return inputs[1];
    }

    /// <inheritdoc/>
    protected override double FlopsOf(Instruction instruction) => 14.0 * instruction.Inputs[0].Shape.ElementCount;
}
