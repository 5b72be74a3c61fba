namespace GenGpu.Models.Estimators;

/// <summary>What a critic f says of fresh data and fresh samples.</summary>
/// <param name="Difference">E f(x) - E f(G(z)), which the critic maximises.</param>
/// <param name="MeanSlope">Mean of |grad f| on lines between data and samples.</param>
/// <param name="LargestSlope">Largest such slope.</param>
/// <param name="Wasserstein">
/// Difference / LargestSlope: by Kantorovich and Rubinstein at most W1 of target and model for a critic that is nowhere steeper (Arjovsky, Chintala and Bottou 2017, equation 2); NaN for a flat critic.
/// </param>
public readonly record struct CriticFigures(double Difference, double MeanSlope, double LargestSlope, double Wasserstein)
{
    /// <summary>Computes the figures.</summary>
    /// <param name="data">Scores of data, at least one.</param>
    /// <param name="samples">Scores of samples, at least one.</param>
    /// <param name="slopes">|grad f| between them, at least one.</param>
    public static CriticFigures Of(ReadOnlySpan<float> data, ReadOnlySpan<float> samples, ReadOnlySpan<float> slopes)
    {
        ArgumentOutOfRangeException.ThrowIfZero(data.Length);
        ArgumentOutOfRangeException.ThrowIfZero(samples.Length);
        ArgumentOutOfRangeException.ThrowIfZero(slopes.Length);
        double difference = Mean(data) - Mean(samples);
        double largest = 0;
        foreach (float slope in slopes)
            largest = Math.Max(largest, slope);
        return new CriticFigures(difference, Mean(slopes), largest, largest > 0 ? difference / largest : double.NaN);
    }

    private static double Mean(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += value;
        return sum / values.Length;
    }
}
