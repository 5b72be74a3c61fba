namespace GenGpu.Storage;

/// <summary>
/// A set of points read from a file, all coordinates finite. Layout as everywhere in GenGpu: [dimension][point], the points of one dimension side by side:
/// <c>Values[dimension * Count + point]</c>. Double precision, so that data far from zero can be standardised without loss.
/// </summary>
public sealed class PointSet
{
    /// <summary>Wraps the values without a copy.</summary>
    /// <param name="dimensions">Coordinates per point, at least 1.</param>
    /// <param name="count">Number of points, at least 1.</param>
    /// <param name="values">[dimensions, count].</param>
    /// <param name="columnNames">One name per dimension, or null when the file has none.</param>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    public PointSet(int dimensions, int count, double[] values, IReadOnlyList<string>? columnNames = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentNullException.ThrowIfNull(values);
        if (values.LongLength != (long)dimensions * count)
            throw new ArgumentException($"{values.Length} values are not {count} points of {dimensions} dimensions.", nameof(values));
        if (columnNames is not null && columnNames.Count != dimensions)
            throw new ArgumentException($"{columnNames.Count} column names for {dimensions} dimensions.", nameof(columnNames));
        (Dimensions, Count, Values, ColumnNames) = (dimensions, count, values, columnNames);
    }

    /// <summary>Coordinates per point.</summary>
    public int Dimensions { get; }

    /// <summary>Number of points.</summary>
    public int Count { get; }

    /// <summary>The coordinates, [Dimensions, Count].</summary>
    public double[] Values { get; }

    /// <summary>One name per dimension, or null when the file has none.</summary>
    public IReadOnlyList<string>? ColumnNames { get; }

    /// <summary>All points' values of one dimension.</summary>
    /// <param name="dimension">From 0 to Dimensions - 1.</param>
    public ReadOnlySpan<double> Column(int dimension) => Values.AsSpan(dimension * Count, Count);

    /// <summary>The coordinates rounded to single precision, [Dimensions, Count].</summary>
    public float[] ToSingle() => Array.ConvertAll(Values, value => (float)value);
}
