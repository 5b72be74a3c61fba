namespace GenGpu.Gpu.OpenCl;

/// <summary>A device that the ICD loader lists.</summary>
/// <param name="Index">Position over all platforms: N of <c>opencl:N</c>.</param>
/// <param name="Platform">Its platform.</param>
/// <param name="Device">Its id.</param>
/// <param name="PlatformName">Name of the platform.</param>
/// <param name="Name">Name of the device.</param>
/// <param name="IsCpu">Whether it is a processor.</param>
/// <param name="Unusable">Why it cannot be used and what to do; null when it can.</param>
internal sealed record ClDeviceEntry(int Index, nint Platform, nint Device, string PlatformName, string Name, bool IsCpu, string? Unusable);
