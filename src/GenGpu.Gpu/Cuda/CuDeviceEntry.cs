namespace GenGpu.Gpu.Cuda;

/// <summary>A device that the CUDA driver lists.</summary>
/// <param name="Index">N of <c>cuda:N</c>.</param>
/// <param name="Device">Its handle.</param>
/// <param name="Name">Name of the device.</param>
/// <param name="Major">Compute capability, before the point.</param>
/// <param name="Minor">Compute capability, after the point.</param>
/// <param name="MemoryBytes">Global memory.</param>
/// <param name="ComputeUnits">Multiprocessors.</param>
/// <param name="Driver">Version of the driver's CUDA, for example 12.8.</param>
/// <param name="Unusable">Why it cannot be used and what to do; null when it can.</param>
internal sealed record CuDeviceEntry(int Index, int Device, string Name, int Major, int Minor, long MemoryBytes, int ComputeUnits, string Driver, string? Unusable);
