using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.Cuda;

/// <summary>Compiles CUDA C for one device with NVRTC: machine code, or PTX when the device is newer than the compiler.</summary>
internal sealed unsafe class NvrtcCompiler
{
    private const int Success = 0;
    private const int CompilationFailed = 6;

    // Contraction off, no flushing of denormals, correctly rounded division and square root: the bits are those of the other accelerators.
    private static readonly string[] Numerics = ["--fmad=false", "--ftz=false", "--prec-div=true", "--prec-sqrt=true"];

    private readonly string where;
    private readonly bool machineCode;

    /// <summary>Chooses the target.</summary>
    /// <param name="major">Compute capability, before the point.</param>
    /// <param name="minor">Compute capability, after the point.</param>
    /// <param name="where">The device, for messages.</param>
    /// <exception cref="GpuException">The compiler does not know a device that old.</exception>
    public NvrtcCompiler(int major, int minor, string where)
    {
        this.where = where;
        int versionMajor, versionMinor;
        Check(NvrtcApi.nvrtcVersion(&versionMajor, &versionMinor), nameof(NvrtcApi.nvrtcVersion));
        Version = string.Create(CultureInfo.InvariantCulture, $"NVRTC {versionMajor}.{versionMinor}");
        int wanted = (major * 10) + minor;
        int[] known = Architectures();
        machineCode = known.Length == 0 || known.Contains(wanted);
        int target = machineCode ? wanted : known.Where(architecture => architecture < wanted).DefaultIfEmpty(0).Max();
        if (target == 0)
        {
            throw new GpuException(nameof(NvrtcApi.nvrtcGetSupportedArchs), string.Create(CultureInfo.InvariantCulture, $"compute capability {major}.{minor}"), where,
                $"{Version} does not compile for so old a device: install an older one (NVRTC 12 from 5.0 on, NVRTC 11 from 3.5 on), for example with `pip install nvidia-cuda-nvrtc-cu12`.", 5);
        }

        Options = [string.Create(CultureInfo.InvariantCulture, $"--gpu-architecture={(machineCode ? "sm" : "compute")}_{target}"), .. Numerics];
    }

    /// <summary>Name and version.</summary>
    public string Version { get; }

    /// <summary>The options of every compilation.</summary>
    public IReadOnlyList<string> Options { get; }

    /// <summary>Compiles.</summary>
    /// <param name="source">The kernel.</param>
    /// <returns>An image that the driver loads.</returns>
    /// <exception cref="CompilationException">The compiler refused it.</exception>
    public byte[] Compile(KernelSource source)
    {
        nint created;
        Check(NvrtcApi.nvrtcCreateProgram(&created, source.Text, source.EntryPoint + ".cu", 0, null, null), nameof(NvrtcApi.nvrtcCreateProgram));
        using var program = new NvrtcProgram(created);
        int code = CompileWithOptions(program);
        if (code == CompilationFailed)
            throw new CompilationException(nameof(NvrtcApi.nvrtcCompileProgram), Name(code), where, source.EntryPoint, source.Text, LogOf(program));
        Check(code, nameof(NvrtcApi.nvrtcCompileProgram));
        nuint size;
        Check(machineCode ? NvrtcApi.nvrtcGetCUBINSize(program, &size) : NvrtcApi.nvrtcGetPTXSize(program, &size), machineCode ? nameof(NvrtcApi.nvrtcGetCUBINSize) : nameof(NvrtcApi.nvrtcGetPTXSize));
        byte[] image = new byte[(int)size];
        fixed (byte* pointer = image)
            Check(machineCode ? NvrtcApi.nvrtcGetCUBIN(program, pointer) : NvrtcApi.nvrtcGetPTX(program, pointer), machineCode ? nameof(NvrtcApi.nvrtcGetCUBIN) : nameof(NvrtcApi.nvrtcGetPTX));
        return image;
    }

    private static string Name(int code) => Marshal.PtrToStringUTF8((nint)NvrtcApi.nvrtcGetErrorString(code)) ?? string.Create(CultureInfo.InvariantCulture, $"NVRTC error {code}");

    private static int[] Architectures()
    {
        int count;
        try
        {
            if (NvrtcApi.nvrtcGetNumSupportedArchs(&count) != Success || count < 1)
                return [];
        }
        catch (EntryPointNotFoundException)
        {
            // Before version 11.2 it could not say.
            return [];
        }

        int[] known = new int[count];
        fixed (int* pointer = known)
            return NvrtcApi.nvrtcGetSupportedArchs(pointer) == Success ? known : [];
    }

    private static string LogOf(NvrtcProgram program)
    {
        nuint size;
        if (NvrtcApi.nvrtcGetProgramLogSize(program, &size) != Success || size < 2)
            return "(the compiler gave no log)";
        byte[] log = new byte[(int)size];
        fixed (byte* pointer = log)
        {
            if (NvrtcApi.nvrtcGetProgramLog(program, pointer) != Success)
                return "(the compiler gave no log)";
        }

        return Encoding.UTF8.GetString(log).TrimEnd('\0');
    }

    private int CompileWithOptions(NvrtcProgram program)
    {
        byte** options = stackalloc byte*[Options.Count];
        try
        {
            for (int i = 0; i < Options.Count; i++)
                options[i] = (byte*)Marshal.StringToCoTaskMemUTF8(Options[i]);
            return NvrtcApi.nvrtcCompileProgram(program, Options.Count, options);
        }
        finally
        {
            for (int i = 0; i < Options.Count; i++)
                Marshal.FreeCoTaskMem((nint)options[i]);
        }
    }

    private void Check(int code, string call)
    {
        if (code != Success)
            throw new GpuException(call, Name(code), where, $"NVIDIA's runtime compiler failed. {CuDevices.InstallNvrtc}");
    }
}
