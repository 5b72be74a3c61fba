using GenGpu.Core.Accelerators;

namespace GenGpu.Models.Tests.Metrics;

/// <summary>The least that metrics need, so that these tests depend on no accelerator.</summary>
internal sealed class PlainKernels : IBufferKernels
{
    public void Sort(Memory<float> values) => values.Span.Sort();

    public void Histogram(ReadOnlyMemory<float> values, int count, HistogramGrid grid, Memory<long> counts)
    {
        counts.Span.Clear();
        for (int sample = 0; sample < count; sample++)
        {
            int cell = 0;
            for (int axis = 0; axis < grid.Dimensions && cell >= 0; axis++)
            {
                int bin = grid.BinOf(values.Span[axis * count + sample]);
                cell = bin < 0 ? -1 : cell * grid.BinsPerAxis + bin;
            }
            counts.Span[cell < 0 ? grid.CellCount : cell]++;
        }
    }

    public void NearestNeighbours(ReadOnlyMemory<float> queries, ReadOnlyMemory<float> points, int rows, int neighbour, bool excludeSelf, Memory<float> distances)
    {
        int queryCount = distances.Length;
        int pointCount = points.Length / rows;
        for (int query = 0; query < queryCount; query++)
        {
            double[] squares = new double[pointCount];
            for (int point = 0; point < pointCount; point++)
            {
                for (int row = 0; row < rows; row++)
                    squares[point] += Math.Pow(queries.Span[row * queryCount + query] - points.Span[row * pointCount + point], 2);
                if (excludeSelf && point == query)
                    squares[point] = double.PositiveInfinity;
            }
            Array.Sort(squares);
            distances.Span[query] = (float)Math.Sqrt(squares[neighbour - 1]);
        }
    }
}
