using System.Globalization;
using GenGpu.Gpu.Native;

namespace GenGpu.Gpu.OpenCl;

/// <summary>Lists the OpenCL devices of this machine.</summary>
internal static unsafe class ClDevices
{
    private const ulong AllTypes = 0xFFFFFFFF;
    private const ulong CpuType = 1 << 1;

    /// <summary>What to install when there is nothing.</summary>
    public const string Install = "Install an OpenCL driver: on Debian and Ubuntu `apt-get install pocl-opencl-icd` runs on the CPU, and nvidia-opencl-icd, mesa-opencl-icd or intel-opencl-icd on a GPU; on Windows the graphics driver brings it.";

    /// <summary>Lists all devices, in the order of their index.</summary>
    /// <param name="problem">Why the list is empty, and what to install; null otherwise.</param>
    public static IReadOnlyList<ClDeviceEntry> List(out string? problem)
    {
        problem = null;
        if (!NativeLibraries.IsPresent(NativeLibraries.OpenCl))
        {
            problem = $"The OpenCL loader (libOpenCL.so.1, OpenCL.dll) is not installed. {Install}";
            return [];
        }

        var entries = new List<ClDeviceEntry>();
        foreach (nint platform in Platforms())
        {
            string name = ClInfo.PlatformText(platform, ClInfo.PlatformName);
            foreach (nint device in DevicesOf(platform))
                entries.Add(Entry(entries.Count, platform, device, name));
        }

        if (entries.Count == 0)
            problem = $"OpenCL is installed, but no platform has a device. {Install}";
        return entries;
    }

    private static ClDeviceEntry Entry(int index, nint platform, nint device, string platformName)
    {
        string version = ClInfo.DeviceText(device, ClInfo.DeviceVersion);
        string? unusable = null;
        if (ClInfo.DeviceNumber(device, ClInfo.DeviceAvailable) == 0)
            unusable = "The driver says that it is not available; another program may hold it.";
        else if (ClInfo.DeviceNumber(device, ClInfo.DeviceCompilerAvailable) == 0)
            unusable = "Its driver has no compiler; install the full driver.";
        else if (IsBefore12(version))
            unusable = $"It speaks {version}; version 1.2 is needed. Update its driver.";
        return new ClDeviceEntry(index, platform, device, platformName, ClInfo.DeviceText(device, ClInfo.DeviceName),
            (ClInfo.DeviceNumber(device, ClInfo.DeviceType) & (long)CpuType) != 0, unusable);
    }

    // "OpenCL 1.2 pocl ..."
    private static bool IsBefore12(string version)
    {
        string[] parts = version.Split(' ');
        return parts.Length < 2 || !Version.TryParse(parts[1], out Version? number) || number < new Version(1, 2);
    }

    private static nint[] Platforms()
    {
        uint count;
        int code = ClApi.clGetPlatformIDs(0, null, &count);
        if (code == ClCode.NoPlatform || (code == ClCode.Success && count == 0))
            return [];
        ClCode.Check(code, nameof(ClApi.clGetPlatformIDs), "OpenCL");
        nint[] platforms = new nint[count];
        fixed (nint* pointer = platforms)
            ClCode.Check(ClApi.clGetPlatformIDs(count, pointer, null), nameof(ClApi.clGetPlatformIDs), "OpenCL");
        return platforms;
    }

    private static nint[] DevicesOf(nint platform)
    {
        uint count;
        int code = ClApi.clGetDeviceIDs(platform, AllTypes, 0, null, &count);
        if (code == ClCode.DeviceNotFound || (code == ClCode.Success && count == 0))
            return [];
        ClCode.Check(code, nameof(ClApi.clGetDeviceIDs), string.Create(CultureInfo.InvariantCulture, $"OpenCL platform {ClInfo.PlatformText(platform, ClInfo.PlatformName)}"));
        nint[] devices = new nint[count];
        fixed (nint* pointer = devices)
            ClCode.Check(ClApi.clGetDeviceIDs(platform, AllTypes, count, pointer, null), nameof(ClApi.clGetDeviceIDs), "OpenCL");
        return devices;
    }
}
