namespace GenGpu.Core.Accelerators;

/// <summary>
/// Kernels over whole buffers of samples, which cannot be computed slice by slice: sort, histogram, nearest neighbours.
/// Buffers are laid out [row][sample], sample contiguous: <c>values[row * count + sample]</c>. Results do not depend on the number of threads.
/// </summary>
public interface IBufferKernels
{
    /// <summary>Seconds that kernels alone took since the beginning, without copies to a device and back; null where nothing is copied.</summary>
    LaunchClock? KernelClock => null;

    /// <summary>Sorts in ascending order of IEEE 754 total order (-0 before +0, NaN of positive sign last).</summary>
    /// <param name="values">The values, sorted in place.</param>
    void Sort(Memory<float> values);

    /// <summary>Writes the values in ascending order of IEEE 754 total order to another buffer, as <see cref="Sort(Memory{float})"/> would leave a copy.</summary>
    /// <param name="values">The values, which stay as they are.</param>
    /// <param name="sorted">Overwritten; as long as the values and apart from them.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    void Sort(ReadOnlyMemory<float> values, Memory<float> sorted)
    {
        BufferCheck.Sort(values, sorted);
        values.CopyTo(sorted);
        Sort(sorted);
    }

    /// <summary>
    /// Counts points per cell. Cell index = sum over axes of bin(axis) * BinsPerAxis^(Dimensions - 1 - axis), the first axis slowest;
    /// points outside the range on any axis, and NaN, are counted in the last entry.
    /// </summary>
    /// <param name="values">The points, [grid.Dimensions, count].</param>
    /// <param name="count">Number of points.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="counts">Overwritten with the counts; grid.CellCount + 1 entries.</param>
    void Histogram(ReadOnlyMemory<float> values, int count, HistogramGrid grid, Memory<long> counts);

    /// <summary>Euclidean distance from each query to its k-th nearest point (k = 1: the nearest), by exact search.</summary>
    /// <param name="queries">The queries, [rows, queryCount].</param>
    /// <param name="points">The points, [rows, pointCount].</param>
    /// <param name="rows">Dimensions of a point.</param>
    /// <param name="neighbour">k, between 1 and the number of points left after <paramref name="excludeSelf"/>.</param>
    /// <param name="excludeSelf">True when both sets are the same buffer and point i must not count as a neighbour of query i.</param>
    /// <param name="distances">Overwritten with one distance per query.</param>
    void NearestNeighbours(ReadOnlyMemory<float> queries, ReadOnlyMemory<float> points, int rows, int neighbour, bool excludeSelf, Memory<float> distances);
}
