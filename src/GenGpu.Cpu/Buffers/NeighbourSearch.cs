using System.Numerics;

namespace GenGpu.Cpu.Buffers;

/// <summary>One exact k-nearest-neighbours job over two buffers laid out [row][sample].</summary>
internal sealed class NeighbourSearch
{
    private const int TreeRows = 8;
    private const int QueryBlock = 64;
    private const int PointBlock = 512;
    private readonly ReadOnlyMemory<float> _queries;
    private readonly ReadOnlyMemory<float> _points;
    private readonly int _rows;
    private readonly int _neighbour;
    private readonly bool _excludeSelf;
    private readonly int _pointCount;

    /// <summary>Prepares the job; lengths are checked by the caller.</summary>
    /// <param name="queries">[rows, queryCount].</param>
    /// <param name="points">[rows, pointCount].</param>
    /// <param name="rows">Dimensions of a point.</param>
    /// <param name="neighbour">k.</param>
    /// <param name="excludeSelf">Whether point i is no neighbour of query i.</param>
    public NeighbourSearch(ReadOnlyMemory<float> queries, ReadOnlyMemory<float> points, int rows, int neighbour, bool excludeSelf)
    {
        _queries = queries;
        _points = points;
        _rows = rows;
        _neighbour = neighbour;
        _excludeSelf = excludeSelf;
        _pointCount = points.Length / rows;
    }

    /// <summary>Inserts a squared distance into an ascending list and drops the largest.</summary>
    /// <param name="nearest">The list.</param>
    /// <param name="square">The squared distance.</param>
    public static void Insert(Span<double> nearest, double square)
    {
        int position = nearest.Length - 1;
        if (!(square < nearest[position]))
            return;
        while (position > 0 && nearest[position - 1] > square)
        {
            nearest[position] = nearest[position - 1];
            position--;
        }
        nearest[position] = square;
    }

    /// <summary>Runs the job.</summary>
    /// <param name="distances">Overwritten with one distance per query.</param>
    /// <param name="threads">Threads to use at most.</param>
    public void Run(Memory<float> distances, int threads)
    {
        Action<int, int> searchBlock = _rows <= TreeRows ? TreeSearch(distances) : BruteForce(distances);
        int queryCount = distances.Length;
        int blocks = (queryCount + QueryBlock - 1) / QueryBlock;
        void Search(int block) => searchBlock(block * QueryBlock, Math.Min(queryCount, (block + 1) * QueryBlock));
        if (threads == 1 || blocks < 2)
        {
            for (int block = 0; block < blocks; block++)
                Search(block);
        }
        else
            Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = threads }, Search);
    }

    private Action<int, int> TreeSearch(Memory<float> distances)
    {
        List<int> finite = new(_pointCount);
        for (int point = 0; point < _pointCount; point++)
        {
            if (IsFinite(_points.Span, _pointCount, point))
                finite.Add(point);
        }
        float[] byPoint = new float[finite.Count * _rows];
        for (int index = 0; index < finite.Count; index++)
        {
            for (int row = 0; row < _rows; row++)
                byPoint[index * _rows + row] = _points.Span[row * _pointCount + finite[index]];
        }
        KdTree tree = new(byPoint, [.. finite], _rows);
        int queryCount = distances.Length;
        return (start, end) =>
        {
            Span<float> query = stackalloc float[TreeRows];
            double[] nearest = new double[_neighbour];
            for (int index = start; index < end; index++)
            {
                for (int row = 0; row < _rows; row++)
                    query[row] = _queries.Span[row * queryCount + index];
                if (IsFinite(_queries.Span, queryCount, index))
                    tree.Search(query[.._rows], _excludeSelf ? index : -1, nearest);
                else
                    Array.Fill(nearest, double.PositiveInfinity);
                distances.Span[index] = (float)Math.Sqrt(nearest[^1]);
            }
        };
    }

    // Blocks of points stay in the first-level cache while the queries of a block pass over them.
    private Action<int, int> BruteForce(Memory<float> distances)
    {
        int queryCount = distances.Length;
        return (start, end) =>
        {
            double[] nearest = new double[(end - start) * _neighbour];
            double[] squares = new double[PointBlock];
            Array.Fill(nearest, double.PositiveInfinity);
            for (int first = 0; first < _pointCount; first += PointBlock)
            {
                int length = Math.Min(PointBlock, _pointCount - first);
                for (int index = start; index < end; index++)
                {
                    Squares(index, queryCount, first, squares.AsSpan(0, length));
                    Span<double> own = nearest.AsSpan((index - start) * _neighbour, _neighbour);
                    for (int point = 0; point < length; point++)
                    {
                        if (squares[point] < own[^1] && !(_excludeSelf && first + point == index))
                            Insert(own, squares[point]);
                    }
                }
            }
            for (int index = start; index < end; index++)
                distances.Span[index] = (float)Math.Sqrt(nearest[(index - start + 1) * _neighbour - 1]);
        };
    }

    private void Squares(int query, int queryCount, int first, Span<double> squares)
    {
        squares.Clear();
        int lanes = Vector<double>.Count;
        for (int row = 0; row < _rows; row++)
        {
            double coordinate = _queries.Span[row * queryCount + query];
            Vector<double> spread = new(coordinate);
            ReadOnlySpan<float> points = _points.Span.Slice(row * _pointCount + first, squares.Length);
            int point = 0;
            for (; point + 2 * lanes <= points.Length; point += 2 * lanes)
            {
                Vector.Widen(new Vector<float>(points[point..]), out Vector<double> low, out Vector<double> high);
                low = spread - low;
                high = spread - high;
                (new Vector<double>(squares[point..]) + low * low).CopyTo(squares[point..]);
                (new Vector<double>(squares[(point + lanes)..]) + high * high).CopyTo(squares[(point + lanes)..]);
            }
            for (; point < points.Length; point++)
            {
                double difference = coordinate - points[point];
                squares[point] += difference * difference;
            }
        }
    }

    private bool IsFinite(ReadOnlySpan<float> values, int count, int sample)
    {
        for (int row = 0; row < _rows; row++)
        {
            if (!float.IsFinite(values[row * count + sample]))
                return false;
        }
        return true;
    }
}
