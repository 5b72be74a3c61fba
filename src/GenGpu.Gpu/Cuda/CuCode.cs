using System.Globalization;
using System.Runtime.InteropServices;

namespace GenGpu.Gpu.Cuda;

/// <summary>Return codes of the CUDA driver: checks them, names them, and says what to do.</summary>
internal static unsafe class CuCode
{
    public const int Success = 0;
    public const int OutOfMemory = 2;
    public const int StubLibrary = 34;
    public const int NoDevice = 100;
    public const int InvalidImage = 200;
    public const int NoBinaryForDevice = 209;
    public const int SystemNotReady = 802;
    public const int SystemDriverMismatch = 803;
    public const int CompatibilityNotSupported = 804;

    // After these the context is of no use any more: unavailable, deinitialised, ECC, NVLink, and faults of a kernel (illegal address and instruction,
    // timeout, destroyed context, assertion, stack, alignment, address space, program counter, launch failure), and what the driver cannot name.
    private static readonly HashSet<int> Lost = [4, 46, 214, 220, 700, 702, 709, 710, 714, 715, 716, 717, 718, 719, 999];

    /// <summary>Name of a code, as the driver says it.</summary>
    /// <param name="code">A return code.</param>
    public static string Name(int code)
    {
        byte* name = null;
        return CuApi.cuGetErrorName(code, &name) == Success && name != null
            ? Marshal.PtrToStringUTF8((nint)name)!
            : string.Create(CultureInfo.InvariantCulture, $"CUDA error {code}");
    }

    /// <summary>Throws when a call did not succeed.</summary>
    /// <param name="code">What it returned.</param>
    /// <param name="call">The function.</param>
    /// <param name="where">The device.</param>
    /// <param name="bytes">Size of the allocation, if it was one.</param>
    public static void Check(int code, string call, string where, long bytes = 0)
    {
        if (code == Success)
            return;
        if (code == OutOfMemory)
            throw new OutOfDeviceMemoryException(call, Name(code), where, bytes);
        if (Lost.Contains(code))
            throw new DeviceLostException(call, Name(code), where);
        throw new GpuException(call, Name(code), where, Advice(code), code is NoDevice or StubLibrary or SystemNotReady or SystemDriverMismatch or CompatibilityNotSupported ? 5 : 1);
    }

    /// <summary>What to do about a code.</summary>
    /// <param name="code">A return code.</param>
    public static string Advice(int code) => code switch
    {
        NoDevice => "The driver finds no NVIDIA GPU: check `nvidia-smi`, CUDA_VISIBLE_DEVICES, and for a container `--gpus all`.",
        StubLibrary => "The library found is a stub for linking: install the NVIDIA driver, or take the stub's folder out of LD_LIBRARY_PATH.",
        SystemNotReady => "The machine's fabric manager does not run: start nvidia-fabricmanager.",
        SystemDriverMismatch => "The driver's library and kernel module have different versions: restart the machine, or reload the module.",
        CompatibilityNotSupported => "The compatibility library of CUDA does not support this GPU: update the driver itself.",
        _ => "Update the NVIDIA driver; if that does not help, report this message. --accelerator cpu runs without it.",
    };
}
