using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>Direction of a cumulative sum.</summary>
/// <param name="Reverse">False: from the first row down; true: from the last row up.</param>
public sealed record CumulativeSumAttributes(bool Reverse) : OpAttributes
{
    /// <inheritdoc/>
    public override string Describe() => Reverse ? ".reverse" : "";
}
