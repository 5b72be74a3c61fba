namespace GenGpu.Gpu;

/// <summary>A device of this machine, usable or not, for <c>gengpu devices</c>.</summary>
/// <param name="Name">Name as in <c>--accelerator</c>, for example <c>opencl:0</c>.</param>
/// <param name="Kind">opencl or cuda.</param>
/// <param name="Platform">The platform that lists it.</param>
/// <param name="Hardware">Name of the hardware.</param>
/// <param name="ComputeUnits">Multiprocessors, or cores of a CPU.</param>
/// <param name="MemoryBytes">Global memory.</param>
/// <param name="Driver">Versions of language and driver.</param>
/// <param name="Unusable">Why it cannot be used and what to do; null when it can.</param>
public sealed record GpuDeviceInfo(string Name, string Kind, string Platform, string Hardware, int ComputeUnits, long MemoryBytes, string Driver, string? Unusable)
{
    /// <summary>Whether it is a processor and not a GPU.</summary>
    public bool IsProcessor { get; init; }
}
