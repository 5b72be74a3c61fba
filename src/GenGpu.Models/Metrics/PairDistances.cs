using System.Numerics;

namespace GenGpu.Models.Metrics;

/// <summary>Squared distances from one sample to a run of others, for metrics of quadratic cost.</summary>
internal static class PairDistances
{
    /// <summary>Computes squared Euclidean distances.</summary>
    /// <param name="queries">[dimensions, queryCount].</param>
    /// <param name="queryCount">Number of queries.</param>
    /// <param name="query">Index of the query.</param>
    /// <param name="points">[dimensions, pointCount].</param>
    /// <param name="pointCount">Number of points.</param>
    /// <param name="dimensions">Dimensions of a point.</param>
    /// <param name="squares">Overwritten with one squared distance per point.</param>
    public static void Squares(ReadOnlySpan<float> queries, int queryCount, int query, ReadOnlySpan<float> points, int pointCount, int dimensions, Span<float> squares)
    {
        squares.Clear();
        for (int axis = 0; axis < dimensions; axis++)
        {
            float coordinate = queries[axis * queryCount + query];
            Vector<float> spread = new(coordinate);
            ReadOnlySpan<float> row = points.Slice(axis * pointCount, pointCount);
            int point = 0;
            for (; point + Vector<float>.Count <= pointCount; point += Vector<float>.Count)
            {
                Vector<float> difference = spread - new Vector<float>(row[point..]);
                (new Vector<float>(squares[point..]) + difference * difference).CopyTo(squares[point..]);
            }
            for (; point < pointCount; point++)
            {
                float difference = coordinate - row[point];
                squares[point] += difference * difference;
            }
        }
    }
}
