using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>
/// One step of gradient descent with momentum, in place: operands gradient g, parameter p, momentum buffer m (one shape), learningRate,
/// momentum [1, 1]. m = momentum m + g; p -= learningRate m. Without the buffer (three operands: g, p, learningRate)
/// p -= learningRate g. A gradient that is not finite marks the trial as diverged. Results: the new versions of p and, if given, m.
/// </summary>
public sealed class SgdOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "sgd";

    /// <inheritdoc/>
    public override string Formula => "m = momentum m + g; p -= learningRate m";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Rounding;

    /// <inheritdoc/>
    public override bool HasEffect => true;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        bool plain = inputs.Count == 3;
        if (!plain)
            RequireCount(inputs, 5, 5);
        int matrices = plain ? 2 : 3;
        if (inputs.Take(matrices).Any(s => s != inputs[0]) || inputs.Skip(matrices).Any(s => !s.IsScalar))
            throw Mismatch("needs (gradient, parameter, learningRate) or (gradient, parameter, momentum buffer, learningRate, momentum)", inputs);
        return inputs[1];
    }

    /// <inheritdoc/>
    protected override double FlopsOf(Instruction instruction) => 4.0 * instruction.Inputs[0].Shape.ElementCount;
}
