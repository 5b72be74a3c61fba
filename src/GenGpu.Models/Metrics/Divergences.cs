namespace GenGpu.Models.Metrics;

/// <summary>Divergences between two discrete laws.</summary>
public static class Divergences
{
    /// <summary>Added to every mass before a logarithm is taken, as in the protocol; an empty cell costs p log(p / 1e-10).</summary>
    public const double Epsilon = 1e-10;

    /// <summary>KL(p || q) = sum p_i log(p_i / q_i) with <see cref="Epsilon"/> added to both.</summary>
    /// <param name="p">The target's masses.</param>
    /// <param name="q">The model's masses, as many.</param>
    /// <returns>Nats.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double KullbackLeibler(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        CheckLengths(p, q);
        double sum = 0;
        for (int cell = 0; cell < p.Length; cell++)
            sum += (p[cell] + Epsilon) * Math.Log((p[cell] + Epsilon) / (q[cell] + Epsilon));
        return sum;
    }

    /// <summary>The Jensen-Shannon divergence (KL(p || m) + KL(q || m)) / 2, m = (p + q) / 2; between 0 and log 2.</summary>
    /// <param name="p">One law.</param>
    /// <param name="q">The other, as many masses.</param>
    /// <returns>Nats.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double JensenShannon(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        CheckLengths(p, q);
        double sum = 0;
        for (int cell = 0; cell < p.Length; cell++)
        {
            double middle = 0.5 * (p[cell] + q[cell]);
            if (p[cell] > 0)
                sum += 0.5 * p[cell] * Math.Log(p[cell] / middle);
            if (q[cell] > 0)
                sum += 0.5 * q[cell] * Math.Log(q[cell] / middle);
        }
        return Math.Max(0, sum);
    }

    /// <summary>W1 between two laws on the same equally spaced points: spacing times the sum of |F_i - G_i|.</summary>
    /// <param name="p">One law.</param>
    /// <param name="q">The other, as many masses.</param>
    /// <param name="spacing">Distance of two neighbouring points.</param>
    /// <returns>A distance in the unit of <paramref name="spacing"/>.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Wasserstein(ReadOnlySpan<double> p, ReadOnlySpan<double> q, double spacing)
    {
        CheckLengths(p, q);
        double difference = 0;
        double sum = 0;
        for (int point = 0; point + 1 < p.Length; point++)
        {
            difference += p[point] - q[point];
            sum += Math.Abs(difference);
        }
        return spacing * sum;
    }

    /// <summary>Half the sum of absolute differences: the largest difference in probability of any event.</summary>
    /// <param name="p">One law.</param>
    /// <param name="q">The other, as many masses.</param>
    /// <returns>A number between 0 and 1.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double TotalVariation(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        CheckLengths(p, q);
        double sum = 0;
        for (int cell = 0; cell < p.Length; cell++)
            sum += Math.Abs(p[cell] - q[cell]);
        return 0.5 * sum;
    }

    private static void CheckLengths(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        if (p.Length != q.Length)
            throw new ArgumentException("Both laws must have the same number of masses.");
    }
}
