using GenGpu.Core.Programs;

namespace GenGpu.Core.Memory;

/// <summary>A result that every slice computes in part. Slice i writes at <paramref name="PartialOffset"/> + i * <paramref name="Length"/> in shared scratch.</summary>
/// <param name="Result">The value, in shared scratch.</param>
/// <param name="Kind">How the parts combine, in ascending order of slices.</param>
/// <param name="PartialOffset">Offset of the first part.</param>
/// <param name="Length">Floats per part, a multiple of 16.</param>
public sealed record Reduction(Value Result, ReductionKind Kind, int PartialOffset, int Length);
