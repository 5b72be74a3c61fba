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
        BufferCheck.Histogram(values, count, grid, counts);
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
        (int queryCount, int pointCount) = BufferCheck.NearestNeighbours(queries, points, rows, neighbour, excludeSelf, distances);
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
