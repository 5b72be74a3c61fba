using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>A range of rows.</summary>
/// <param name="Start">First row.</param>
/// <param name="Count">Number of rows, at least 1.</param>
public sealed record RowRangeAttributes(int Start, int Count) : OpAttributes
{
    /// <inheritdoc/>
    public override string Describe() => $"[{Start}..{Start + Count}]";
}
