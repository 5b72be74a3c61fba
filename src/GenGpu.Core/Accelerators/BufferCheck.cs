namespace GenGpu.Core.Accelerators;

/// <summary>What all <see cref="IBufferKernels"/> check before they touch a buffer.</summary>
public static class BufferCheck
{
    /// <summary>Checks the buffers of <see cref="IBufferKernels.Sort(ReadOnlyMemory{float}, Memory{float})"/>.</summary>
    /// <param name="values">The values.</param>
    /// <param name="sorted">What they are written to.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Sort(ReadOnlyMemory<float> values, Memory<float> sorted)
    {
        if (values.Length != sorted.Length)
            throw new ArgumentException($"{values.Length} values do not fit a buffer of {sorted.Length}: both must have the same length.", nameof(sorted));
    }

    /// <summary>Checks the buffers of <see cref="IBufferKernels.Histogram"/>.</summary>
    /// <param name="values">The points, [grid.Dimensions, count].</param>
    /// <param name="count">Number of points.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="counts">One count per cell and one more.</param>
    /// <exception cref="ArgumentException">A buffer has another length.</exception>
    public static void Histogram(ReadOnlyMemory<float> values, int count, HistogramGrid grid, Memory<long> counts)
    {
        if (values.Length != (long)grid.Dimensions * count || counts.Length != grid.CellCount + 1)
            throw new ArgumentException("The values must be [grid.Dimensions, count] and the counts one per cell and one more.");
    }

    /// <summary>Checks the buffers of <see cref="IBufferKernels.NearestNeighbours"/>.</summary>
    /// <param name="queries">The queries, [rows, queryCount].</param>
    /// <param name="points">The points, [rows, pointCount].</param>
    /// <param name="rows">Dimensions of a point.</param>
    /// <param name="neighbour">Which neighbour, from 1.</param>
    /// <param name="excludeSelf">Whether both sets are the same buffer and no point is its own neighbour.</param>
    /// <param name="distances">One distance per query.</param>
    /// <returns>Numbers of queries and points.</returns>
    /// <exception cref="ArgumentException">A buffer has the wrong length, or there are fewer points than <paramref name="neighbour"/>.</exception>
    public static (int QueryCount, int PointCount) NearestNeighbours(ReadOnlyMemory<float> queries, ReadOnlyMemory<float> points, int rows, int neighbour, bool excludeSelf, Memory<float> distances)
    {
        int queryCount = distances.Length;
        int pointCount = rows < 1 ? -1 : points.Length / rows;
        if (rows < 1 || queries.Length != (long)rows * queryCount || points.Length != (long)rows * pointCount || (excludeSelf && queryCount != pointCount))
            throw new ArgumentException("Queries and points must be [rows, count], with one distance per query.");
        if (neighbour < 1 || neighbour > pointCount - (excludeSelf ? 1 : 0))
            throw new ArgumentOutOfRangeException(nameof(neighbour), neighbour, "There are not so many points.");
        return (queryCount, pointCount);
    }
}
