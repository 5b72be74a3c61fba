namespace GenGpu.Models.Metrics;

/// <summary>What a perfect model scores: an estimator fed with samples of the target.</summary>
/// <param name="Mean">Mean over draws, NaN when no sample of the target could be drawn.</param>
/// <param name="StandardDeviation">Standard deviation over draws (divisor draws - 1), NaN for a single draw.</param>
public readonly record struct Floor(double Mean, double StandardDeviation)
{
    /// <summary>The mean and standard deviation of values.</summary>
    /// <param name="values">One value per draw.</param>
    /// <returns>The floor.</returns>
    public static Floor Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            return new Floor(double.NaN, double.NaN);
        double mean = values.Average();
        double sum = values.Sum(value => (value - mean) * (value - mean));
        return new Floor(mean, values.Count > 1 ? Math.Sqrt(sum / (values.Count - 1)) : double.NaN);
    }
}
