using GenGpu.Core.Accelerators;

namespace GenGpu.Cpu.Buffers;

/// <summary>The whole-buffer kernels on the cores of this machine. Safe to call from several threads at once.</summary>
public sealed class CpuBufferKernels : IBufferKernels
{
    private readonly int _threads;

    /// <summary>Creates the kernels.</summary>
    /// <param name="threads">Threads to use at most; 0 for one per core. Results do not depend on it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public CpuBufferKernels(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        _threads = threads == 0 ? Environment.ProcessorCount : threads;
    }

    /// <inheritdoc/>
    public void Sort(Memory<float> values) => RadixSort.Sort(values, values, _threads);

    /// <inheritdoc/>
    public void Sort(ReadOnlyMemory<float> values, Memory<float> sorted)
    {
        if (values.Length != sorted.Length)
            throw new ArgumentException($"{values.Length} values do not fit a buffer of {sorted.Length}: both must have the same length.", nameof(sorted));
        RadixSort.Sort(values, sorted, _threads);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A buffer has the wrong length.</exception>
    public void Histogram(ReadOnlyMemory<float> values, int count, HistogramGrid grid, Memory<long> counts)
    {
        if (values.Length != (long)grid.Dimensions * count || counts.Length != grid.CellCount + 1)
            throw new ArgumentException("The values must be [grid.Dimensions, count] and the counts one per cell and one more.");
        HistogramCounter.Count(values, count, grid, counts, _threads);
    }

    /// <inheritdoc/>
    /// <remarks>A k-d tree up to eight dimensions, blocked comparison with every point above; a distance that is not a number counts as infinite.</remarks>
    /// <exception cref="ArgumentException">A buffer has the wrong length, or there are fewer points than <paramref name="neighbour"/>.</exception>
    public void NearestNeighbours(ReadOnlyMemory<float> queries, ReadOnlyMemory<float> points, int rows, int neighbour, bool excludeSelf, Memory<float> distances)
    {
        int queryCount = distances.Length;
        int pointCount = rows < 1 ? -1 : points.Length / rows;
        if (rows < 1 || queries.Length != (long)rows * queryCount || points.Length != (long)rows * pointCount || (excludeSelf && queryCount != pointCount))
            throw new ArgumentException("Queries and points must be [rows, count], with one distance per query.");
        if (neighbour < 1 || neighbour > pointCount - (excludeSelf ? 1 : 0))
            throw new ArgumentOutOfRangeException(nameof(neighbour), neighbour, "There are not so many points.");
        NeighbourSearch search = new(queries, points, rows, neighbour, excludeSelf);
        search.Run(distances, _threads);
    }
}
