namespace GenGpu.Gpu.Tests.Cuda;

/// <summary>A theory that needs a CUDA device; without one it is skipped, with the reason.</summary>
public sealed class CudaDeviceTheoryAttribute : TheoryAttribute
{
    private static readonly Lazy<string?> Reason = new(() =>
    {
        IReadOnlyList<GpuDeviceInfo> devices = GpuDevices.List(GpuDevices.Cuda, out string? problem);
        return devices.Any(device => device.Unusable is null) ? null : problem ?? devices[0].Unusable;
    });

    public CudaDeviceTheoryAttribute() => Skip = Reason.Value!;
}
