using GenGpu.Core.Accelerators;

namespace GenGpu.Reference.Buffers;

/// <summary>The whole-buffer kernels in their plainest form: they define the results that other accelerators must reproduce.</summary>
public sealed class ReferenceBufferKernels : IBufferKernels
{
    /// <inheritdoc/>
    public void Sort(Memory<float> values)
    {
        Span<float> span = values.Span;
        uint[] keys = new uint[span.Length];
        for (int index = 0; index < keys.Length; index++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(span[index]);
            keys[index] = (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
        }
        Array.Sort(keys);
        for (int index = 0; index < keys.Length; index++)
        {
            uint key = keys[index];
            span[index] = BitConverter.UInt32BitsToSingle((key & 0x80000000u) != 0 ? key & 0x7FFFFFFFu : ~key);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A buffer has the wrong length.</exception>
    public void Histogram(ReadOnlyMemory<float> values, int count, HistogramGrid grid, Memory<long> counts)
    {
        if (values.Length != (long)grid.Dimensions * count || counts.Length != grid.CellCount + 1)
            throw new ArgumentException("The values must be [grid.Dimensions, count] and the counts one per cell and one more.");
        ReadOnlySpan<float> span = values.Span;
        Span<long> result = counts.Span;
        result.Clear();
        for (int sample = 0; sample < count; sample++)
        {
            int cell = 0;
            for (int axis = 0; axis < grid.Dimensions && cell >= 0; axis++)
            {
                int bin = grid.BinOf(span[axis * count + sample]);
                cell = bin < 0 ? -1 : cell * grid.BinsPerAxis + bin;
            }
            result[cell < 0 ? grid.CellCount : cell]++;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Squared differences are summed over rows in order, in double precision. A distance that is not a number counts as infinite, and so does a missing neighbour.
    /// </remarks>
    /// <exception cref="ArgumentException">A buffer has the wrong length, or there are fewer points than <paramref name="neighbour"/>.</exception>
    public void NearestNeighbours(ReadOnlyMemory<float> queries, ReadOnlyMemory<float> points, int rows, int neighbour, bool excludeSelf, Memory<float> distances)
    {
        int queryCount = distances.Length;
        int pointCount = rows < 1 ? -1 : points.Length / rows;
        if (rows < 1 || queries.Length != (long)rows * queryCount || points.Length != (long)rows * pointCount || (excludeSelf && queryCount != pointCount))
            throw new ArgumentException("Queries and points must be [rows, count], with one distance per query.");
        if (neighbour < 1 || neighbour > pointCount - (excludeSelf ? 1 : 0))
            throw new ArgumentOutOfRangeException(nameof(neighbour), neighbour, "There are not so many points.");
        double[] squares = new double[pointCount];
        for (int query = 0; query < queryCount; query++)
        {
            for (int point = 0; point < pointCount; point++)
            {
                double sum = 0;
                for (int row = 0; row < rows; row++)
                {
                    double difference = (double)queries.Span[row * queryCount + query] - points.Span[row * pointCount + point];
                    sum += difference * difference;
                }
                squares[point] = double.IsNaN(sum) || (excludeSelf && point == query) ? double.PositiveInfinity : sum;
            }
            Array.Sort(squares);
            distances.Span[query] = (float)Math.Sqrt(squares[neighbour - 1]);
        }
    }
}
