using System.Globalization;

namespace GenGpu.Gpu.Codegen;

/// <summary>
/// The source of the kernels over whole buffers: sort, histogram, nearest neighbours. All take a grid of groups along its first axis. The host's part:
/// sort: begin, then <see cref="SortStages"/>, then end; histogram: counts cleared before; neighbours: one source per k.
/// </summary>
internal static class BufferKernel
{
    /// <summary>Lanes per group.</summary>
    public const int Lanes = 128;

    /// <summary>Keys that a group of the sort holds on the chip.</summary>
    public const int SortBlock = 8 * Lanes;

    /// <summary>On-chip memory of a group of the sort.</summary>
    public const int SortSharedBytes = SortBlock * sizeof(uint);

    /// <summary>Largest k of the neighbour search: its smallest squares stay in registers.</summary>
    public const int MaximumNeighbour = 16;

    /// <summary>Kernels gg_sort_begin, gg_sort_block, gg_sort_stage, gg_sort_end.</summary>
    public static string Sort(KernelTarget target) => Prelude(target) + KernelLibrary.Read("buffers/sort.h");

    /// <summary>Kernel gg_histogram.</summary>
    public static string Histogram(KernelTarget target) => Prelude(target) + KernelLibrary.Read("buffers/histogram.h");

    /// <summary>Kernel gg_nearest_neighbours for one k.</summary>
    /// <exception cref="ArgumentOutOfRangeException">k is below 1 or above <see cref="MaximumNeighbour"/>.</exception>
    public static string NearestNeighbours(KernelTarget target, int neighbour)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbour, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(neighbour, MaximumNeighbour);
        return Prelude(target) + string.Create(CultureInfo.InvariantCulture, $"#define GG_NEIGHBOUR {neighbour}\n") + KernelLibrary.Read("buffers/neighbours.h");
    }

    /// <summary>The calls between gg_sort_begin and gg_sort_end: within blocks (Distance 0: gg_sort_block with first and last run), and across them (gg_sort_stage with run and distance).</summary>
    /// <param name="padded">Number of keys, a power of two.</param>
    public static IEnumerable<(int FirstRun, int LastRun, int Distance)> SortStages(int padded)
    {
        int block = Math.Min(padded, SortBlock);
        yield return (2, block, 0);
        for (int run = 2 * block; run <= padded && run > 0; run *= 2)
        {
            for (int distance = run / 2; distance >= block; distance /= 2)
                yield return (run, run, distance);
            yield return (run, run, 0);
        }
    }

    // Wide: the groups of a grid work on one buffer together.
    private static string Prelude(KernelTarget target) => KernelLibrary.Prelude(target with { LaneWidth = 1 }, Lanes, isWide: true, isArenaShared: false);
}
