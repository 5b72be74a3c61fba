using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>A constant size: the entries of a table, the number of classes.</summary>
/// <param name="Size">At least 1.</param>
public sealed record SizeAttributes(int Size) : OpAttributes
{
    /// <inheritdoc/>
    public override string Describe() => $"({Size})";
}
