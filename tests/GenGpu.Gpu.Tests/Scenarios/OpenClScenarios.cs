using GenGpu.Gpu.OpenCl;
using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.Tests.Scenarios;

/// <summary>What the OpenCL library below must do.</summary>
internal static class OpenClScenarios
{
    /// <summary>The CPU through PoCL.</summary>
    public static ClDeviceEntry Processor()
    {
        IReadOnlyList<ClDeviceEntry> devices = ClDevices.List(out string? problem);
        return devices.FirstOrDefault(device => device.IsCpu && device.Unusable is null) ?? throw new InvalidOperationException(problem ?? "OpenCL lists no CPU device.");
    }

    public static IReadOnlyList<IGpuDevice> Open(int laneWidth = 0, string moreOptions = "") => [new ClDevice(Processor(), laneWidth, moreOptions)];

    public static void CompileErrorShowsTheLine()
    {
        using IGpuDevice device = new ClDevice(Processor());
        CompilationException error = Assert.Throws<CompilationException>(() => device.Compile(new KernelSource("broken", "__kernel void broken(__global float *x)\n{\n    x[0] = nonsense;\n}\n", 1, 0)));
        Assert.Equal("CL_BUILD_PROGRAM_FAILURE", error.Code);
        Assert.Contains("nonsense", error.Log, StringComparison.Ordinal);
        Assert.Contains("3 |     x[0] = nonsense;", error.Message, StringComparison.Ordinal);
        Assert.Contains("opencl:", error.Message, StringComparison.Ordinal);
    }

    public static void WrongNameIsNamed()
    {
        using IGpuDevice device = new ClDevice(Processor());
        GpuException error = Assert.ThrowsAny<GpuException>(() => device.Compile(new KernelSource("absent", "__kernel void present(__global float *x) { x[0] = 1; }", 1, 0)));
        Assert.Equal("clCreateKernel", error.Call);
        Assert.Equal("CL_INVALID_KERNEL_NAME", error.Code);
    }

    public static void TooLargeABufferIsRefusedWithItsSize()
    {
        using IGpuDevice device = new ClDevice(Processor());
        OutOfDeviceMemoryException error = Assert.Throws<OutOfDeviceMemoryException>(() => device.Allocate(1L << 50));
        Assert.Equal(1L << 50, error.Bytes);
        Assert.Contains("1073741824 MiB", error.Message, StringComparison.Ordinal);
    }

    public static void MemoryAndTimes()
    {
        using IGpuDevice device = new ClDevice(Processor());
        using IDeviceStream stream = device.CreateStream();
        using DeviceBuffer buffer = device.Allocate(64);
        byte[] bytes = [.. Enumerable.Range(0, 64).Select(i => (byte)i)], back = new byte[64];
        stream.Write(buffer, 0, bytes);
        stream.Clear(buffer, 8, 16);
        stream.Read(buffer, 0, back);
        Array.Clear(bytes, 8, 16);
        Assert.Equal(bytes, back);
        using IDeviceKernel kernel = device.Compile(new KernelSource("fill", "__kernel void fill(__global float *x, float value, int n, __local float *s) { s[0] = value; for (int r = 0; r < n; r++) x[get_group_id(0)] += s[0]; }", 1, 4));
        stream.Clear(buffer, 0, 64);
        using IDeviceEvent end = stream.Launch(kernel, 16, [buffer, 0.5f, 100_000]);
        double seconds = end.Wait();
        Assert.InRange(seconds, 1e-6, 10);
        stream.Read(buffer, 0, back);
        Assert.Equal(Enumerable.Repeat(50_000f, 16), System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(back).ToArray());
        Assert.Contains("private bytes", kernel.Usage, StringComparison.Ordinal);
    }
}
