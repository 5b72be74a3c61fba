using System.Globalization;
using GenGpu.Core;
using GenGpu.Gpu.Cuda;
using GenGpu.Gpu.OpenCl;
using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu;

/// <summary>The devices of this machine: lists them, and puts them to work.</summary>
public static class GpuDevices
{
    /// <summary>Reached through OpenCL.</summary>
    public const string OpenCl = "opencl";

    /// <summary>Reached through the CUDA driver.</summary>
    public const string Cuda = "cuda";

    /// <summary>Both kinds.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [OpenCl, Cuda];

    /// <summary>Lists the devices of a kind.</summary>
    /// <param name="kind">opencl or cuda.</param>
    /// <param name="problem">Why there is none, and what to install; null when there is one.</param>
    public static IReadOnlyList<GpuDeviceInfo> List(string kind, out string? problem)
    {
        try
        {
            return kind switch
            {
                OpenCl => [.. ClDevices.List(out problem).Select(Info)],
                Cuda => [.. CuDevices.List(out problem).Select(Info)],
                _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "opencl or cuda"),
            };
        }
        catch (GpuException e)
        {
            // A driver that cannot even be asked.
            problem = e.Message;
            return [];
        }
    }

    /// <summary>Puts devices to work.</summary>
    /// <param name="selector">opencl or cuda, and after a colon an index, a part of the device's name, or all; without a colon the first GPU, or else the first device.</param>
    /// <exception cref="UserErrorException">There is no such device, exit code 5; the message says what there is, or what to install.</exception>
    public static GpuAccelerator Open(string selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        int colon = selector.IndexOf(':', StringComparison.Ordinal);
        string kind = (colon < 0 ? selector : selector[..colon]).ToLowerInvariant();
        IReadOnlyList<GpuDeviceInfo> listed = List(kind, out string? problem);
        if (problem is not null)
            throw new UserErrorException($"--accelerator {selector}: {problem}", exitCode: 5);
        IReadOnlyList<int> chosen = DeviceSelector.Choose(selector, colon < 0 ? null : selector[(colon + 1)..], listed);
        var devices = new List<IGpuDevice>();
        try
        {
            devices.AddRange(chosen.Select(index => Open(kind, index)));
            return new GpuAccelerator(kind, devices, new ProgramKernels());
        }
        catch
        {
            devices.ForEach(device => device.Dispose());
            throw;
        }
    }

    /// <summary>Opens one device.</summary>
    /// <param name="kind">opencl or cuda.</param>
    /// <param name="index">Its index.</param>
    internal static IGpuDevice Open(string kind, int index) => kind == OpenCl
        ? new ClDevice(ClDevices.List(out _)[index])
        : new CuDevice(CuDevices.List(out _)[index], CubinCache.OfUser());

    private static GpuDeviceInfo Info(ClDeviceEntry entry) => new(
        Name(OpenCl, entry.Index), OpenCl, entry.PlatformName, entry.Name, (int)ClInfo.DeviceNumber(entry.Device, ClInfo.DeviceComputeUnits), ClInfo.DeviceNumber(entry.Device, ClInfo.DeviceGlobalMemory),
        $"{ClInfo.DeviceText(entry.Device, ClInfo.DeviceVersion)}, driver {ClInfo.DeviceText(entry.Device, ClInfo.DriverVersion)}", entry.Unusable)
    { IsProcessor = entry.IsCpu };

    private static GpuDeviceInfo Info(CuDeviceEntry entry) => new(
        Name(Cuda, entry.Index), Cuda, "NVIDIA CUDA", entry.Name, entry.ComputeUnits, entry.MemoryBytes,
        string.Create(CultureInfo.InvariantCulture, $"compute capability {entry.Major}.{entry.Minor}, driver CUDA {entry.Driver}"), entry.Unusable);

    private static string Name(string kind, int index) => string.Create(CultureInfo.InvariantCulture, $"{kind}:{index}");
}
