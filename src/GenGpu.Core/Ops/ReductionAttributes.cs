using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>Constants of the reductions.</summary>
/// <param name="Kind">Sum, maximum, or log-sum-exp.</param>
public sealed record ReductionAttributes(ReductionKind Kind) : OpAttributes
{
    /// <inheritdoc/>
    public override string Describe() => $".{Kind}";
}
