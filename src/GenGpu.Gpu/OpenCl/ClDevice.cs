using System.Globalization;
using System.Text;
using GenGpu.Gpu.Codegen;
using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.OpenCl;

/// <summary>A device reached through OpenCL 1.2.</summary>
internal sealed unsafe class ClDevice : IGpuDevice
{
    // No relaxed mathematics, no flushing of denormals: the bits are those of the other accelerators. No warnings: some drivers write them to the screen.
    private const string Options = "-cl-std=CL1.2 -w";
    private const string PreciseDivision = " -cl-fp32-correctly-rounded-divide-sqrt";
    private const uint DeviceSingleFpConfig = 0x101B;
    private const long CorrectlyRounded = 1 << 7;
    private const uint BuildLog = 0x1183;
    private const uint KernelGroupSize = 0x11B0;
    private const uint KernelLocalMemory = 0x11B2;
    private const uint KernelPrivateMemory = 0x11B4;
    private const ulong Profiling = 1 << 1;
    private const ulong ReadWrite = 1;

    // PoCL 3.1 computes wrong results with larger groups (kernels/README.md); 256 lanes keep a multiprocessor busy.
    private const int MaximumLanesOfCpu = 128;
    private const int MaximumLanesOfGpu = 256;
    private const int LaneWidthOfCpu = 16;

    private readonly ClContext context;
    private readonly nint device;
    private readonly string options;

    /// <summary>Opens a device.</summary>
    /// <param name="entry">The device; one that can be used.</param>
    /// <param name="laneWidth">Samples per lane, 1 or 16; 0 for what suits the device.</param>
    /// <param name="moreOptions">Further options of the compiler.</param>
    public ClDevice(ClDeviceEntry entry, int laneWidth = 0, string moreOptions = "")
    {
        device = entry.Device;
        string name = string.Create(CultureInfo.InvariantCulture, $"opencl:{entry.Index}");
        int groupLimit = (int)Math.Min(ClInfo.DeviceNumber(device, ClInfo.DeviceMaximumGroup), entry.IsCpu ? MaximumLanesOfCpu : MaximumLanesOfGpu);
        Facts = new DeviceFacts(
            name,
            entry.Name,
            $"{ClInfo.DeviceText(device, ClInfo.DeviceVersion)}, driver {ClInfo.DeviceText(device, ClInfo.DriverVersion)}",
            (int)ClInfo.DeviceNumber(device, ClInfo.DeviceComputeUnits),
            ClInfo.DeviceNumber(device, ClInfo.DeviceGlobalMemory),
            ClInfo.DeviceNumber(device, ClInfo.DeviceMaximumAllocation),
            groupLimit,
            laneWidth > 0 ? laneWidth : entry.IsCpu ? LaneWidthOfCpu : 1,
            (int)Math.Min(ClInfo.DeviceNumber(device, ClInfo.DeviceLocalMemory), int.MaxValue));
        options = (ClInfo.DeviceNumber(device, DeviceSingleFpConfig) & CorrectlyRounded) != 0 ? Options + PreciseDivision : Options;
        options += moreOptions;
        nint* properties = stackalloc nint[] { 0x1084, entry.Platform, 0 };
        nint id = device;
        int code;
        context = ClApi.clCreateContext(properties, 1, &id, 0, 0, &code);
        Check(code, nameof(ClApi.clCreateContext));
    }

    /// <inheritdoc/>
    public DeviceFacts Facts { get; }

    /// <inheritdoc/>
    public KernelDialect Dialect => KernelDialect.OpenCl;

    /// <inheritdoc/>
    public long FreeBytes => Facts.MemoryBytes;

    private string Where => $"{Facts.Name} ({Facts.Hardware})";

    /// <inheritdoc/>
    public IReadOnlyList<IDeviceKernel> Compile(IReadOnlyList<KernelSource> sources)
    {
        KernelSource source = sources[0];
        byte[] text = Encoding.UTF8.GetBytes(source.Text);
        ClProgram program;
        int code;
        fixed (byte* pointer = text)
        {
            byte* start = pointer;
            nuint length = (nuint)text.Length;
            program = ClApi.clCreateProgramWithSource(context, 1, &start, &length, &code);
        }

        Check(code, nameof(ClApi.clCreateProgramWithSource));
        try
        {
            nint id = device;
            code = ClApi.clBuildProgram(program, 1, &id, options, 0, 0);
            if (code is ClCode.BuildProgramFailure or ClCode.CompileProgramFailure)
                throw new CompilationException(nameof(ClApi.clBuildProgram), ClCode.Name(code), Where, source.EntryPoint, source.Text, LogOf(program));
            Check(code, nameof(ClApi.clBuildProgram));
            var kernels = new List<IDeviceKernel>(sources.Count);
            foreach (KernelSource each in sources)
            {
                ClKernelHandle kernel = ClApi.clCreateKernel(program, each.EntryPoint, &code);
                Check(code, nameof(ClApi.clCreateKernel));
                kernels.Add(new ClKernel(each, program, kernel, Usage(kernel)));
            }

            return kernels;
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public DeviceBuffer Allocate(long bytes)
    {
        if (bytes > Facts.LargestAllocation)
            throw new OutOfDeviceMemoryException(nameof(ClApi.clCreateBuffer), ClCode.Name(ClCode.InvalidBufferSize), Where, bytes);
        int code;
        ClMemory memory = ClApi.clCreateBuffer(context, ReadWrite, (nuint)bytes, null, &code);
        ClCode.Check(code, nameof(ClApi.clCreateBuffer), Where, bytes);
        return new ClBuffer(memory, bytes);
    }

    /// <inheritdoc/>
    public IDeviceStream CreateStream()
    {
        int code;
        ClQueue queue = ClApi.clCreateCommandQueue(context, device, Profiling, &code);
        Check(code, nameof(ClApi.clCreateCommandQueue));
        return new ClStream(queue, Where);
    }

    /// <inheritdoc/>
    public void Dispose() => context.Dispose();

    private string LogOf(ClProgram program)
    {
        nuint size;
        if (ClApi.clGetProgramBuildInfo(program, device, BuildLog, 0, null, &size) != ClCode.Success || size == 0)
            return "(the driver gave no log)";
        byte[] log = new byte[(int)size];
        fixed (byte* pointer = log)
            Check(ClApi.clGetProgramBuildInfo(program, device, BuildLog, size, pointer, null), nameof(ClApi.clGetProgramBuildInfo));
        return Encoding.UTF8.GetString(log).TrimEnd('\0');
    }

    private string Usage(ClKernelHandle kernel) => string.Create(
        CultureInfo.InvariantCulture, $"{Number(kernel, KernelPrivateMemory)} private bytes, {Number(kernel, KernelLocalMemory)} local bytes, groups up to {Number(kernel, KernelGroupSize)}");

    private ulong Number(ClKernelHandle kernel, uint name)
    {
        ulong value = 0;
        Check(ClApi.clGetKernelWorkGroupInfo(kernel, device, name, sizeof(ulong), &value, null), nameof(ClApi.clGetKernelWorkGroupInfo));
        return value;
    }

    private void Check(int code, string call) => ClCode.Check(code, call, Where);
}
