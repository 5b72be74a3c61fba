namespace GenGpu.Models.Estimators;

/// <summary>
/// Kullback-Leibler divergences between a model q and p = exp(-beta U) / Z where log Z is known or comes from elsewhere. They are not negative, their estimates may be: one below zero is reported as 0 with an error of
/// at least its distance from zero, so that a table never shows a "negative divergence" nor a smaller error than the figure has.
/// </summary>
public static class KullbackLeibler
{
    /// <summary>KL(q||p) = beta F + log Z = log Z - ELBO, in nats.</summary>
    /// <param name="elbo">Mean log w over model samples: minus beta times the variational free energy F.</param>
    /// <param name="logPartition">log Z, with error 0 where it is exact. Where it comes from the same samples, use <see cref="ImportanceWeights.ReverseDivergence"/>.</param>
    public static Estimate Reverse(Estimate elbo, Estimate logPartition) => Difference(logPartition, elbo);

    /// <summary>KL(p||q) = EUBO - log Z, in nats.</summary>
    /// <param name="eubo">Mean log w over target samples.</param>
    /// <param name="logPartition">log Z, with error 0 where it is exact.</param>
    public static Estimate Forward(Estimate eubo, Estimate logPartition) => Difference(eubo, logPartition);

    private static Estimate Difference(Estimate upper, Estimate lower)
    {
        double value = upper.Value - lower.Value;
        double error = Math.Sqrt((upper.Error * upper.Error) + (lower.Error * lower.Error));
        return value < 0 ? new(0, Math.Max(error, -value)) : new(value, error);
    }
}
