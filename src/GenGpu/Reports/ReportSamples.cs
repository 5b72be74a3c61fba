namespace GenGpu.Reports;

/// <summary>Samples to be drawn, [dimensions, count]: <c>Values[dimension * Count + sample]</c>.</summary>
public sealed class ReportSamples
{
    /// <summary>Wraps the values without a copy.</summary>
    /// <param name="dimensions">Coordinates per sample, at least 1.</param>
    /// <param name="values">[dimensions, count] with at least one sample.</param>
    /// <exception cref="ArgumentException">The length is no positive multiple of the dimensions.</exception>
    public ReportSamples(int dimensions, ReadOnlyMemory<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        if (values.Length == 0 || values.Length % dimensions != 0)
            throw new ArgumentException($"{values.Length} values are no positive number of samples of {dimensions} dimensions.", nameof(values));
        (Dimensions, Values) = (dimensions, values);
    }

    /// <summary>Coordinates per sample.</summary>
    public int Dimensions { get; }

    /// <summary>Number of samples.</summary>
    public int Count => Values.Length / Dimensions;

    /// <summary>The coordinates, [Dimensions, Count].</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>One coordinate of all samples.</summary>
    /// <param name="dimension">From 0 to Dimensions - 1.</param>
    public ReadOnlySpan<float> Column(int dimension) => Values.Span.Slice(dimension * Count, Count);
}
