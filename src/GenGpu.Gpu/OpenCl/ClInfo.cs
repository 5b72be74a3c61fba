using System.Text;

namespace GenGpu.Gpu.OpenCl;

/// <summary>Reads properties of platforms and devices.</summary>
internal static unsafe class ClInfo
{
    public const uint PlatformVersion = 0x0901;
    public const uint PlatformName = 0x0902;
    public const uint DeviceType = 0x1000;
    public const uint DeviceComputeUnits = 0x1002;
    public const uint DeviceMaximumGroup = 0x1004;
    public const uint DeviceMaximumAllocation = 0x1010;
    public const uint DeviceGlobalMemory = 0x101F;
    public const uint DeviceLocalMemory = 0x1023;
    public const uint DeviceAvailable = 0x1027;
    public const uint DeviceCompilerAvailable = 0x1028;
    public const uint DeviceName = 0x102B;
    public const uint DriverVersion = 0x102D;
    public const uint DeviceVersion = 0x102F;

    /// <summary>A text property of a platform.</summary>
    public static string PlatformText(nint platform, uint name)
    {
        nuint size;
        ClCode.Check(ClApi.clGetPlatformInfo(platform, name, 0, null, &size), nameof(ClApi.clGetPlatformInfo), "OpenCL platform");
        byte[] text = new byte[(int)size];
        fixed (byte* pointer = text)
            ClCode.Check(ClApi.clGetPlatformInfo(platform, name, size, pointer, null), nameof(ClApi.clGetPlatformInfo), "OpenCL platform");
        return Text(text);
    }

    /// <summary>A text property of a device.</summary>
    public static string DeviceText(nint device, uint name)
    {
        nuint size;
        ClCode.Check(ClApi.clGetDeviceInfo(device, name, 0, null, &size), nameof(ClApi.clGetDeviceInfo), "OpenCL device");
        byte[] text = new byte[(int)size];
        fixed (byte* pointer = text)
            ClCode.Check(ClApi.clGetDeviceInfo(device, name, size, pointer, null), nameof(ClApi.clGetDeviceInfo), "OpenCL device");
        return Text(text);
    }

    /// <summary>A whole number: properties of 4 and of 8 bytes.</summary>
    public static long DeviceNumber(nint device, uint name)
    {
        ulong value = 0;
        ClCode.Check(ClApi.clGetDeviceInfo(device, name, sizeof(ulong), &value, null), nameof(ClApi.clGetDeviceInfo), "OpenCL device");
        return (long)Math.Min(value, long.MaxValue);
    }

    private static string Text(byte[] text)
    {
        int end = Array.IndexOf(text, (byte)0);
        return string.Join(' ', Encoding.UTF8.GetString(text, 0, end < 0 ? text.Length : end).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
