namespace GenGpu.Gpu.Runtime;

/// <summary>What the runtime must know of a device.</summary>
/// <param name="Name">Name as in <c>--accelerator</c>, for example <c>opencl:0</c>.</param>
/// <param name="Hardware">Name of the hardware.</param>
/// <param name="Driver">Platform, driver and language versions, one short line.</param>
/// <param name="ComputeUnits">Multiprocessors, or cores of a CPU.</param>
/// <param name="MemoryBytes">Global memory.</param>
/// <param name="LargestAllocation">Most bytes that one buffer may have.</param>
/// <param name="MaximumLanes">Most lanes that a group may have here.</param>
/// <param name="LaneWidth">Samples per lane: 1, or 16 on a CPU.</param>
/// <param name="SharedBytes">On-chip memory that one group may use.</param>
internal sealed record DeviceFacts(
    string Name, string Hardware, string Driver, int ComputeUnits, long MemoryBytes, long LargestAllocation, int MaximumLanes, int LaneWidth, int SharedBytes);
