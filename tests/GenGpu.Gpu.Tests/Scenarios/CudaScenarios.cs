using GenGpu.Core.Accelerators;
using GenGpu.Gpu.Cuda;
using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.Tests.Scenarios;

/// <summary>What the CUDA library below must do; each runs in a child process, over the stand-in for the driver.</summary>
internal static class CudaScenarios
{
    private const int LiveObjects = 9999;
    private const string Source = "extern \"C\" __global__ void one(float *x)\n{\n    x[blockIdx.x] = 1.0f;\n}\n";

    public static IReadOnlyList<IGpuDevice> Open()
    {
        IReadOnlyList<CuDeviceEntry> devices = CuDevices.List(out string? problem);
        Assert.Null(problem);
        return [.. devices.Select(device => new CuDevice(device, CubinCache.OfUser()))];
    }

    /// <summary>Runs a scenario of the runtime; afterwards, everything must have been given back to the driver.</summary>
    public static void Runtime(Action<IReadOnlyList<IGpuDevice>> scenario)
    {
        scenario(Open());
        Assert.Equal(0, CuDevices.Attribute(0, LiveObjects));
    }

    public static void CompileErrorShowsTheLine()
    {
        using IGpuDevice device = Open()[0];
        CompilationException error = Assert.Throws<CompilationException>(() => device.Compile(new KernelSource("one", Source.Replace("1.0f", "nonsense", StringComparison.Ordinal), 1, 0)));
        Assert.Equal("NVRTC_ERROR_COMPILATION", error.Code);
        Assert.Contains("nonsense", error.Log, StringComparison.Ordinal);
        Assert.Contains("3 |     x[blockIdx.x] = nonsense;", error.Message, StringComparison.Ordinal);
    }

    /// <summary>More on-chip memory than the default must be asked for; a launch that takes more than that fails by name.</summary>
    public static void OnChipMemoryIsOptedInto()
    {
        using IGpuDevice device = Open()[0];
        Assert.Equal(227 * 1024, device.Facts.SharedBytes);
        using IDeviceStream stream = device.CreateStream();
        using DeviceBuffer buffer = device.Allocate(16);
        using IDeviceKernel kernel = device.Compile(new KernelSource("one", Source, 1, 200 * 1024));
        using (IDeviceEvent end = stream.Launch(kernel, 4, [buffer]))
            Assert.True(end.Wait() >= 0);
        byte[] back = new byte[16];
        stream.Read(buffer, 0, back);
        Assert.Equal([1f, 1f, 1f, 1f], System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(back).ToArray());
        Assert.Equal("32 registers, 0 local bytes, 204800 shared bytes", kernel.Usage);
    }

    public static void TooLargeABufferIsRefusedWithItsSize()
    {
        using IGpuDevice device = Open()[0];
        OutOfDeviceMemoryException error = Assert.Throws<OutOfDeviceMemoryException>(() => device.Allocate(1L << 40));
        Assert.Equal("CUDA_ERROR_OUT_OF_MEMORY", error.Code);
        Assert.Equal(1L << 40, error.Bytes);
    }

    /// <summary>Compiles one kernel and says with what options.</summary>
    public static void CompileOne()
    {
        using IGpuDevice device = Open()[0];
        using IDeviceKernel kernel = device.Compile(new KernelSource("one", Source, 1, 0));
        CuDeviceEntry entry = CuDevices.List(out _)[0];
        Console.WriteLine(string.Join(' ', new NvrtcCompiler(entry.Major, entry.Minor, "cuda:0").Options));
    }

    /// <summary>Says what there is and why not.</summary>
    public static void ListDevices()
    {
        IReadOnlyList<CuDeviceEntry> devices = CuDevices.List(out string? problem);
        Console.WriteLine(problem);
        foreach (CuDeviceEntry device in devices)
            Console.WriteLine($"{device.Index} {device.Name} {device.Unusable}");
    }

    /// <summary>A run that a fault of the driver may end; what follows it must not hide the fault.</summary>
    public static void TrainThroughAFault()
    {
        using var accelerator = new GpuAccelerator("cuda", Open(), new ToyGenerator());
        using IEnsemble ensemble = accelerator.CreateEnsemble(ToyModel.Create(), [1, 2, 3]);
        float[] trace = new float[3 * 4 * 10];
        for (int launch = 0; launch < 5; launch++)
            accelerator.Run([new Launch(ensemble, ensemble.Definition.Program("walk"), launch * 10, 10) { Outputs = [trace] }]);
        float[] x = new float[4];
        ensemble.Read(2, ensemble.Definition.FindState("x")!, x);
        Assert.Equal(Enumerable.Repeat(650f, 4), x);
    }
}
