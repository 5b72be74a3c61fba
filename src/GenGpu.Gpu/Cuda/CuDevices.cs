using System.Globalization;
using System.Runtime.InteropServices;
using GenGpu.Gpu.Native;

namespace GenGpu.Gpu.Cuda;

/// <summary>Lists the CUDA devices of this machine.</summary>
internal static unsafe class CuDevices
{
    /// <summary>What to install when there is no driver.</summary>
    public const string InstallDriver = "Install the NVIDIA driver (on Debian and Ubuntu `apt-get install nvidia-driver`; elsewhere https://www.nvidia.com/drivers); a container needs `--gpus all`.";

    /// <summary>What to install when there is no compiler.</summary>
    public const string InstallNvrtc = "Install NVRTC, versions 11 to 13: `pip install nvidia-cuda-nvrtc-cu12`, or the CUDA toolkit, and set CUDA_PATH to its folder if it is in an unusual place.";

    private const int AttributeMultiprocessors = 16;
    private const int AttributeComputeMode = 20;
    private const int AttributeMajor = 75;
    private const int AttributeMinor = 76;
    private const int Prohibited = 2;
    private const int NameCapacity = 256;

    /// <summary>Lists all devices, in the order of their index.</summary>
    /// <param name="problem">Why the list is empty, and what to install; null otherwise.</param>
    public static IReadOnlyList<CuDeviceEntry> List(out string? problem)
    {
        problem = null;
        if (!NativeLibraries.IsPresent(NativeLibraries.Cuda))
        {
            problem = $"The CUDA driver (libcuda.so.1, nvcuda.dll) is not installed. {InstallDriver}";
            return [];
        }

        int code = CuApi.cuInit(0);
        if (code != CuCode.Success)
        {
            problem = $"The CUDA driver is installed but does not start: cuInit says {CuCode.Name(code)}. {CuCode.Advice(code)}";
            return [];
        }

        int version, count;
        Check(CuApi.cuDriverGetVersion(&version), nameof(CuApi.cuDriverGetVersion));
        Check(CuApi.cuDeviceGetCount(&count), nameof(CuApi.cuDeviceGetCount));
        if (count == 0)
            problem = $"The CUDA driver is installed, but lists no device. {CuCode.Advice(CuCode.NoDevice)}";
        var entries = new List<CuDeviceEntry>();
        for (int index = 0; index < count; index++)
            entries.Add(Entry(index, string.Create(CultureInfo.InvariantCulture, $"{version / 1000}.{version % 1000 / 10}")));
        return entries;
    }

    /// <summary>An attribute of a device.</summary>
    /// <param name="device">The device.</param>
    /// <param name="attribute">Its number.</param>
    public static int Attribute(int device, int attribute)
    {
        int value;
        Check(CuApi.cuDeviceGetAttribute(&value, attribute, device), nameof(CuApi.cuDeviceGetAttribute));
        return value;
    }

    private static CuDeviceEntry Entry(int index, string driver)
    {
        int device;
        nuint bytes;
        byte* name = stackalloc byte[NameCapacity];
        Check(CuApi.cuDeviceGet(&device, index), nameof(CuApi.cuDeviceGet));
        Check(CuApi.cuDeviceGetName(name, NameCapacity, device), nameof(CuApi.cuDeviceGetName));
        Check(CuApi.cuDeviceTotalMem_v2(&bytes, device), nameof(CuApi.cuDeviceTotalMem_v2));
        string? unusable = null;
        if (Attribute(device, AttributeComputeMode) == Prohibited)
            unusable = "Its compute mode is 'prohibited': set it with `nvidia-smi -c DEFAULT`.";
        else if (!NativeLibraries.IsPresent(NativeLibraries.Nvrtc))
            unusable = $"NVIDIA's runtime compiler (libnvrtc, nvrtc64_*.dll) is not installed. {InstallNvrtc}";
        return new CuDeviceEntry(
            index, device, Marshal.PtrToStringUTF8((nint)name) ?? "", Attribute(device, AttributeMajor), Attribute(device, AttributeMinor), (long)bytes, Attribute(device, AttributeMultiprocessors), driver, unusable);
    }

    private static void Check(int code, string call) => CuCode.Check(code, call, "CUDA");
}
