using System.Reflection;
using System.Runtime.InteropServices;

namespace GenGpu.Gpu.Native;

/// <summary>Finds the three libraries that this assembly calls, when a function of one is first used. Absence is a state with a reason, not an exception.</summary>
internal static class NativeLibraries
{
    /// <summary>The OpenCL ICD loader.</summary>
    public const string OpenCl = "gengpu-opencl";

    /// <summary>The CUDA driver.</summary>
    public const string Cuda = "gengpu-cuda";

    /// <summary>NVIDIA's runtime compiler.</summary>
    public const string Nvrtc = "gengpu-nvrtc";

    private static readonly Dictionary<string, Lazy<nint>> Loaded = new()
    {
        [OpenCl] = new(() => Load("GENGPU_OPENCL_LIBRARY", OperatingSystem.IsWindows() ? ["OpenCL.dll"] : ["libOpenCL.so.1", "libOpenCL.so", "/System/Library/Frameworks/OpenCL.framework/OpenCL"])),
        [Cuda] = new(() => Load("GENGPU_CUDA_LIBRARY", OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1", "libcuda.so", "/usr/lib/wsl/lib/libcuda.so.1"])),
        [Nvrtc] = new(() => Load("GENGPU_NVRTC_LIBRARY", NvrtcLocations.Candidates())),
    };

    static NativeLibraries() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);

    /// <summary>Whether the library was found.</summary>
    /// <param name="name">One of the constants.</param>
    public static bool IsPresent(string name) => Loaded[name].Value != 0;

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => Loaded.TryGetValue(name, out Lazy<nint>? library) ? library.Value : 0;

    // The variable is for libraries in unusual places; when it is set, nothing else is tried.
    private static nint Load(string variable, IEnumerable<string> candidates)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named)
            candidates = [named];
        foreach (string candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out nint handle))
                return handle;
        }

        return 0;
    }
}
