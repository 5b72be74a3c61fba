namespace GenGpu.Cpu.Buffers;

/// <summary>
/// A balanced k-d tree over points stored point by point: inner nodes split the axis of largest extent at its median, leaves hold up to sixteen points.
/// </summary>
internal sealed class KdTree
{
    private const int LeafSize = 16;
    private readonly int _rows;
    private readonly int _leafLevel;
    private readonly float[] _points;
    private readonly int[] _originals;
    private readonly int[] _splitAxis;
    private readonly float[] _splitValue;

    /// <summary>Builds the tree.</summary>
    /// <param name="points">[count][rows], all finite; taken over and reordered.</param>
    /// <param name="originals">The index of every point in the caller's buffer; taken over and reordered.</param>
    /// <param name="rows">Dimensions of a point.</param>
    public KdTree(float[] points, int[] originals, int rows)
    {
        _rows = rows;
        _points = points;
        _originals = originals;
        while ((long)LeafSize << _leafLevel < originals.Length)
            _leafLevel++;
        _splitAxis = new int[1 << _leafLevel];
        _splitValue = new float[1 << _leafLevel];
        Build(1, 0, 0, originals.Length);
    }

    /// <summary>Collects the squared distances to the nearest points.</summary>
    /// <param name="query">[rows], finite.</param>
    /// <param name="self">Index of a point to leave out, or -1.</param>
    /// <param name="nearest">Ascending squared distances, infinite where there are fewer points; its length is the number of neighbours.</param>
    public void Search(ReadOnlySpan<float> query, int self, Span<double> nearest)
    {
        nearest.Fill(double.PositiveInfinity);
        Visit(1, 0, 0, _originals.Length, query, self, nearest);
    }

    private void Build(int node, int level, int start, int end)
    {
        if (level == _leafLevel)
            return;
        int axis = WidestAxis(start, end);
        int middle = start + (end - start) / 2;
        Select(start, end - 1, middle, axis);
        _splitAxis[node] = axis;
        _splitValue[node] = middle < end ? _points[middle * _rows + axis] : 0;
        Build(2 * node, level + 1, start, middle);
        Build(2 * node + 1, level + 1, middle, end);
    }

    private int WidestAxis(int start, int end)
    {
        int widest = 0;
        float widestExtent = -1;
        for (int axis = 0; axis < _rows; axis++)
        {
            float lower = float.PositiveInfinity;
            float upper = float.NegativeInfinity;
            for (int point = start; point < end; point++)
            {
                lower = Math.Min(lower, _points[point * _rows + axis]);
                upper = Math.Max(upper, _points[point * _rows + axis]);
            }
            if (upper - lower > widestExtent)
                (widest, widestExtent) = (axis, upper - lower);
        }
        return widest;
    }

    // Hoare's selection: afterwards no point before `middle` lies above it on the axis, and none after it below.
    private void Select(int left, int right, int middle, int axis)
    {
        while (left < right)
        {
            float pivot = _points[(left + (right - left) / 2) * _rows + axis];
            int low = left;
            int high = right;
            while (low <= high)
            {
                while (_points[low * _rows + axis] < pivot)
                    low++;
                while (_points[high * _rows + axis] > pivot)
                    high--;
                if (low <= high)
                    Swap(low++, high--);
            }
            if (middle <= high)
                right = high;
            else if (middle >= low)
                left = low;
            else
                return;
        }
    }

    private void Swap(int first, int second)
    {
        (_originals[first], _originals[second]) = (_originals[second], _originals[first]);
        for (int row = 0; row < _rows; row++)
            (_points[first * _rows + row], _points[second * _rows + row]) = (_points[second * _rows + row], _points[first * _rows + row]);
    }

    private void Visit(int node, int level, int start, int end, ReadOnlySpan<float> query, int self, Span<double> nearest)
    {
        if (level == _leafLevel)
        {
            for (int point = start; point < end; point++)
            {
                if (_originals[point] == self)
                    continue;
                double sum = 0;
                for (int row = 0; row < _rows; row++)
                {
                    double difference = (double)query[row] - _points[point * _rows + row];
                    sum += difference * difference;
                }
                NeighbourSearch.Insert(nearest, sum);
            }
            return;
        }
        int middle = start + (end - start) / 2;
        double distance = (double)query[_splitAxis[node]] - _splitValue[node];
        bool upperFirst = distance >= 0;
        if (upperFirst)
            Visit(2 * node + 1, level + 1, middle, end, query, self, nearest);
        else
            Visit(2 * node, level + 1, start, middle, query, self, nearest);
        // A double rounds this square and the sums it bounds alike, so that no nearer point is lost.
        if (distance * distance > nearest[^1])
            return;
        if (upperFirst)
            Visit(2 * node, level + 1, start, middle, query, self, nearest);
        else
            Visit(2 * node + 1, level + 1, middle, end, query, self, nearest);
    }
}
