namespace GenGpu.Training;

/// <summary>Median and range of one figure over the seeds of a family.</summary>
/// <param name="Median">The median; NaN without values.</param>
/// <param name="Low">The smallest value.</param>
/// <param name="High">The largest value.</param>
/// <param name="Count">Number of values.</param>
public readonly record struct SeedStatistics(double Median, double Low, double High, int Count)
{
    /// <summary>Of some values; those that are NaN are left out.</summary>
    /// <param name="values">The values.</param>
    public static SeedStatistics Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(value => !double.IsNaN(value))];
        Array.Sort(sorted);
        if (sorted.Length == 0)
            return new SeedStatistics(double.NaN, double.NaN, double.NaN, 0);
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
        return new SeedStatistics(median, sorted[0], sorted[^1], sorted.Length);
    }

    /// <summary>The median of some values; NaN without values.</summary>
    /// <param name="values">The values.</param>
    public static double MedianOf(IEnumerable<double> values) => Of(values).Median;
}
