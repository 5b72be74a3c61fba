namespace GenGpu.Gpu.Codegen;

/// <summary>What a kernel is generated for.</summary>
/// <param name="Dialect">The language.</param>
/// <param name="MaximumLanes">Most lanes per group.</param>
/// <param name="LaneWidth">Samples per lane: 1, or 16 on CPU devices of OpenCL, which then take one lane per group.</param>
/// <param name="SharedBytes">On-chip memory that one group may use.</param>
internal sealed record KernelTarget(KernelDialect Dialect, int MaximumLanes, int LaneWidth, int SharedBytes);
