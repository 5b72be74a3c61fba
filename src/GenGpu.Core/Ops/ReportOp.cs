using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>slot = x for a report slot: the host reads it after a launch. Accelerators skip it, and what only it needs, in all but the last step of a launch.</summary>
public sealed class ReportOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "report";

    /// <inheritdoc/>
    public override string Formula => "slot = x, on the last step of a launch";

    /// <inheritdoc/>
    public override OpTolerance Tolerance => OpTolerance.Exact;

    /// <inheritdoc/>
    public override bool HasEffect => true;

    /// <inheritdoc/>
    public override bool IsReport => true;

    /// <inheritdoc/>
    public override Shape InferShape(IReadOnlyList<Shape> inputs, OpAttributes attributes, int batchSize)
    {
        RequireCount(inputs, 1, 1);
        return WithoutSites(inputs[0]);
    }
}
