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
        BufferCheck.Sort(values, sorted);
        RadixSort.Sort(values, sorted, _threads);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A buffer has the wrong length.</exception>
    public void Histogram(ReadOnlyMemory<float> values, int count, HistogramGrid grid, Memory<long> counts)
    {
        BufferCheck.Histogram(values, count, grid, counts);
        HistogramCounter.Count(values, count, grid, counts, _threads);
    }

    /// <inheritdoc/>
    /// <remarks>A k-d tree up to eight dimensions, blocked comparison with every point above; a distance that is not a number counts as infinite.</remarks>
    /// <exception cref="ArgumentException">A buffer has the wrong length, or there are fewer points than <paramref name="neighbour"/>.</exception>
    public void NearestNeighbours(ReadOnlyMemory<float> queries, ReadOnlyMemory<float> points, int rows, int neighbour, bool excludeSelf, Memory<float> distances)
    {
        BufferCheck.NearestNeighbours(queries, points, rows, neighbour, excludeSelf, distances);
        NeighbourSearch search = new(queries, points, rows, neighbour, excludeSelf);
        search.Run(distances, _threads);
    }
}
