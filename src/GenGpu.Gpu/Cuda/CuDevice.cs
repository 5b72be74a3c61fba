using System.Globalization;
using GenGpu.Gpu.Codegen;
using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.Cuda;

/// <summary>A device reached through the CUDA driver, with kernels compiled by NVRTC.</summary>
internal sealed unsafe class CuDevice : IGpuDevice
{
    private const int AttributeGroupLimit = 1;
    private const int AttributeSharedBytes = 8;
    private const int AttributeSharedBytesOptIn = 97;
    private const int FunctionSharedBytes = 1;
    private const int FunctionLocalBytes = 3;
    private const int FunctionRegisters = 4;
    private const int FunctionDynamicSharedLimit = 8;
    private const int DefaultSharedBytes = 48 * 1024;
    private const int MaximumLanes = 256;
    private const uint NonBlocking = 1;

    private readonly CuDeviceEntry entry;
    private readonly CuContext context;
    private readonly NvrtcCompiler compiler;
    private readonly CubinCache cache;

    /// <summary>Opens a device.</summary>
    /// <param name="entry">The device; one that can be used.</param>
    /// <param name="cache">Keeps compiled kernels.</param>
    public CuDevice(CuDeviceEntry entry, CubinCache cache)
    {
        this.entry = entry;
        this.cache = cache;
        string name = string.Create(CultureInfo.InvariantCulture, $"cuda:{entry.Index}");
        compiler = new NvrtcCompiler(entry.Major, entry.Minor, $"{name} ({entry.Name})");
        Facts = new DeviceFacts(
            name,
            entry.Name,
            string.Create(CultureInfo.InvariantCulture, $"compute capability {entry.Major}.{entry.Minor}, driver CUDA {entry.Driver}, {compiler.Version}"),
            entry.ComputeUnits,
            entry.MemoryBytes,
            entry.MemoryBytes,
            Math.Min(MaximumLanes, CuDevices.Attribute(entry.Device, AttributeGroupLimit)),
            1,
            Math.Max(CuDevices.Attribute(entry.Device, AttributeSharedBytes), CuDevices.Attribute(entry.Device, AttributeSharedBytesOptIn)));
        context = new CuContext(entry.Device, Where);
    }

    /// <inheritdoc/>
    public DeviceFacts Facts { get; }

    /// <inheritdoc/>
    public KernelDialect Dialect => KernelDialect.Cuda;

    /// <inheritdoc/>
    public long FreeBytes
    {
        get
        {
            context.Enter(Where);
            nuint free, total;
            Check(CuApi.cuMemGetInfo_v2(&free, &total), nameof(CuApi.cuMemGetInfo_v2));
            return (long)free;
        }
    }

    private string Where => $"{Facts.Name} ({Facts.Hardware})";

    /// <inheritdoc/>
    public IReadOnlyList<IDeviceKernel> Compile(IReadOnlyList<KernelSource> sources)
    {
        KernelSource source = sources[0];
        context.Enter(Where);
        string key = CubinCache.Key(source.Text, source.EntryPoint, string.Join(' ', compiler.Options), entry.Name, entry.Driver, compiler.Version);
        // A file that the driver does not take, although its checksum is right, was written for another machine: compile again.
        if (cache.Find(key) is { } kept && TryLoad(kept, out CuModule? module, out _))
            return Kernels(sources, module!);
        byte[] image = compiler.Compile(source);
        if (!TryLoad(image, out module, out int code))
            Check(code, nameof(CuApi.cuModuleLoadData));
        cache.Keep(key, image);
        return Kernels(sources, module!);
    }

    /// <inheritdoc/>
    public DeviceBuffer Allocate(long bytes)
    {
        context.Enter(Where);
        nint pointer;
        CuCode.Check(CuApi.cuMemAlloc_v2(&pointer, (nuint)bytes), nameof(CuApi.cuMemAlloc_v2), Where, bytes);
        return new CuBuffer(new CuMemory(context, pointer), bytes);
    }

    /// <inheritdoc/>
    public IDeviceStream CreateStream()
    {
        context.Enter(Where);
        nint stream;
        Check(CuApi.cuStreamCreate(&stream, NonBlocking), nameof(CuApi.cuStreamCreate));
        return new CuStream(context, new CuStreamHandle(context, stream), Where);
    }

    /// <inheritdoc/>
    public void Dispose() => context.Dispose();

    private bool TryLoad(byte[] image, out CuModule? module, out int code)
    {
        // PTX must end with a zero, and machine code does not mind one.
        byte[] terminated = [.. image, 0];
        nint handle;
        fixed (byte* pointer = terminated)
            code = CuApi.cuModuleLoadData(&handle, pointer);
        module = code == CuCode.Success ? new CuModule(context, handle) : null;
        return module is not null;
    }

    private CuKernel[] Kernels(IReadOnlyList<KernelSource> sources, CuModule module)
    {
        try
        {
            return [.. sources.Select(source => Kernel(source, module))];
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    private CuKernel Kernel(KernelSource source, CuModule module)
    {
        nint function;
        Check(CuApi.cuModuleGetFunction(&function, module, source.EntryPoint), nameof(CuApi.cuModuleGetFunction));
        if (source.SharedBytes > DefaultSharedBytes)
            Check(CuApi.cuFuncSetAttribute(function, FunctionDynamicSharedLimit, source.SharedBytes), nameof(CuApi.cuFuncSetAttribute));
        return new CuKernel(source, module, function, Attribute(function, FunctionRegisters), Attribute(function, FunctionLocalBytes), Attribute(function, FunctionSharedBytes));
    }

    private int Attribute(nint function, int attribute)
    {
        int value;
        Check(CuApi.cuFuncGetAttribute(&value, attribute, function), nameof(CuApi.cuFuncGetAttribute));
        return value;
    }

    private void Check(int code, string call) => CuCode.Check(code, call, Where);
}
