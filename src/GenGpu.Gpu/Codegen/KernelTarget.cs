namespace GenGpu.Gpu.Codegen;

/// <summary>What the generator must know of a device. A program's bits depend on nothing else.</summary>
/// <param name="Dialect">The language.</param>
/// <param name="MaximumLanes">Most lanes of a group: a multiple of 16, or a divisor of it.</param>
/// <param name="LaneWidth">Samples per lane: 1, or 16 on OpenCL devices that are CPUs, which then have one lane per group.</param>
/// <param name="SharedBytes">On-chip memory that a group may take.</param>
internal sealed record KernelTarget(KernelDialect Dialect, int MaximumLanes, int LaneWidth, int SharedBytes);
