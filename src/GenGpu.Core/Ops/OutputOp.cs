using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>Streams a value to the host: step i of a launch of n writes columns [i columns, (i + 1) columns) of [rows][n columns]. No result.</summary>
public sealed class OutputOp : OpDefinition
{
    /// <inheritdoc/>
    public override string Name => "output";

    /// <inheritdoc/>
    public override string Formula => "stream[r, i columns + c] = x[r, c]";

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
