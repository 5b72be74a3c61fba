using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>slot = x: writes a state slot (persistent chains, averages). Operand: the value, of the slot's shape. Result: the slot's new version.</summary>
public sealed class AssignOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "assign";

    /// <inheritdoc/>
    public override string Formula => "slot = x";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Exact;

    /// <inheritdoc/>
    public override bool HasEffect => true;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 1, 1);
        return WithoutSites(inputs[0]);
    }
}
