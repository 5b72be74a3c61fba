using GenGpu.Accelerators.Tests.Buffers;
using GenGpu.Core.Accelerators;
using GenGpu.Gpu.Runtime;

namespace GenGpu.Gpu.Tests.Scenarios;

/// <summary>Sort, histogram and nearest neighbours on a device: the checks that the kernels of the cpu pass.</summary>
internal static class BufferScenarios
{
    // Around a tile of one lane (4,096) and of 128 or 256 lanes (2,048, 4,096), and no multiple of anything.
    private static readonly int[] Sizes = [0, 1, 2, 63, 2048, 2049, 4095, 4096, 4097, 20_011];

    /// <summary>Everything, with many small sizes and one large one.</summary>
    public static void Everything(IReadOnlyList<IGpuDevice> devices) => Use(devices, GpuBufferKernels.MostValues, kernels =>
    {
        Check(kernels, Sizes, 3);
        BufferChecks.SortAgreesWithASortOfKeys(kernels, 1_000_003);
        Assert.True(kernels.KernelClock!.Seconds > 0);
    });

    /// <summary>Several millions, in one piece.</summary>
    public static void Millions(IReadOnlyList<IGpuDevice> devices) => Use(devices, GpuBufferKernels.MostValues, kernels =>
    {
        BufferChecks.SortAgreesWithASortOfKeys(kernels, 3_000_001);
        BufferChecks.HistogramCountsEveryPointOnce(kernels, 2_000_003);
    });

    /// <summary>A device that takes 1,000 values at a time does everything in pieces.</summary>
    public static void InPieces(IReadOnlyList<IGpuDevice> devices) => Use(devices, 1000, kernels => Check(kernels, [999, 1000, 1001, 5000], 2));

    /// <summary>The checks on kernels of an accelerator.</summary>
    public static void Check(IBufferKernels kernels, int[] sizes, int rows)
    {
        BufferChecks.SortFollowsTotalOrder(kernels);
        BufferChecks.SortAgreesWithASortOfKeys(kernels, sizes);
        BufferChecks.HistogramCountsEveryPointOnce(kernels, sizes);
        BufferChecks.HistogramPutsEdgesIntoTheUpperBinAndTheLastEdgeInside(kernels);
        BufferChecks.NeighboursAgreeWithTheReference(kernels, rows, 1e-6);
        BufferChecks.NeighboursOfAKnownPattern(kernels);
        BufferChecks.WrongSizesAreRefused(kernels);
    }

    /// <summary>Kernels of the first device.</summary>
    public static void Use(IReadOnlyList<IGpuDevice> devices, int mostValues, Action<GpuBufferKernels> use)
    {
        using var runtime = new DeviceRuntime(devices[0], new ProgramKernels());
        using (var kernels = new GpuBufferKernels(runtime, new Lock(), mostValues))
            use(kernels);
        foreach (IGpuDevice other in devices.Skip(1))
            other.Dispose();
    }
}
