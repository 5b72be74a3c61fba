using System.Globalization;

namespace GenGpu.Gpu.Codegen;

/// <summary>The source of the kernels over whole buffers: sort, histogram, nearest neighbours. All take a grid of groups along its first axis; <c>Runtime/GpuBufferKernels</c> runs them.</summary>
internal static class BufferKernel
{
    /// <summary>Entry points of <see cref="Sort"/>: the three kernels of a pass, in their order.</summary>
    public static readonly string[] SortEntryPoints = ["gg_sort_count", "gg_sort_places", "gg_sort_scatter"];

    /// <summary>Bits of the digit that a pass of the sort looks at.</summary>
    public const int SortDigitBits = 8;

    /// <summary>Values of a digit.</summary>
    public const int SortDigits = 1 << SortDigitBits;

    /// <summary>Counters of a histogram that a group holds on the chip; more cells are counted in global memory.</summary>
    public const int HistogramWords = 4096;

    /// <summary>On-chip memory of a group of the histogram.</summary>
    public const int HistogramSharedBytes = HistogramWords * sizeof(uint);

    // The smallest squares of a search stay in registers; more would not fit there.
    private const int MostNeighbours = 16;
    private const int MostLanes = 256, FewestLanes = 32, KeysPerLane = 16, KeysOfOneLane = 4096;

    /// <summary>Lanes per group: a power of two between 32 and 256, or one where no more run side by side.</summary>
    /// <param name="target">The device.</param>
    public static int Lanes(KernelTarget target)
    {
        int lanes = target.LaneWidth > 1 ? 1 : MostLanes;
        while (lanes > 1 && (lanes > target.MaximumLanes || SortSharedBytes(lanes) > target.SharedBytes))
            lanes = lanes == FewestLanes ? 1 : lanes / 2;
        return lanes;
    }

    /// <summary>Keys that a group of the sort takes at a time.</summary>
    /// <param name="lanes">Lanes per group.</param>
    public static int SortTile(int lanes) => lanes == 1 ? KeysOfOneLane : KeysPerLane * lanes;

    /// <summary>On-chip memory of a group of the sort: places of digits, sums of lanes, and with several lanes counters and keys.</summary>
    /// <param name="lanes">Lanes per group.</param>
    public static int SortSharedBytes(int lanes) =>
        sizeof(uint) * ((2 * SortDigits) + (2 * lanes) + (lanes == 1 ? 0 : (8 * lanes) + SortTile(lanes) + (SortTile(lanes) / 32)));

    /// <summary>Source of <see cref="SortEntryPoints"/>.</summary>
    /// <param name="target">The device.</param>
    public static string Sort(KernelTarget target) => Prelude(target) + KernelLibrary.Read("buffers/sort.h");

    /// <summary>Source of gg_histogram.</summary>
    /// <param name="target">The device.</param>
    public static string Histogram(KernelTarget target) => Prelude(target) + Define("GG_HISTOGRAM_WORDS", HistogramWords) + KernelLibrary.Read("buffers/histogram.h");

    /// <summary>Source of gg_nearest_neighbours for points of a dimension.</summary>
    /// <param name="target">The device.</param>
    /// <param name="rows">Coordinates of a point.</param>
    /// <param name="kept">Squares that a lane keeps: <see cref="Kept"/>.</param>
    public static string NearestNeighbours(KernelTarget target, int rows, int kept) =>
        Prelude(target) + Define("GG_ROWS", rows) + Define("GG_NEIGHBOUR", kept) + KernelLibrary.Read("buffers/neighbours.h");

    /// <summary>Squares that a lane of the search keeps.</summary>
    /// <param name="neighbour">k, at least 1.</param>
    public static int Kept(int neighbour) => Math.Min(neighbour, MostNeighbours);

    private static string Define(string name, int value) => string.Create(CultureInfo.InvariantCulture, $"#define {name} {value}\n");

    private static string Prelude(KernelTarget target) => KernelLibrary.BufferPrelude(target, Lanes(target));
}
