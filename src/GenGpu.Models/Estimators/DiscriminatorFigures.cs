namespace GenGpu.Models.Estimators;

/// <summary>What a discriminator D = sigmoid(score) says of fresh data and fresh samples. With label y on data and a perfect generator the best one answers y / 2 everywhere.</summary>
/// <param name="OnData">Mean of D over data.</param>
/// <param name="OnSamples">Mean of D over samples.</param>
/// <param name="Equilibrium">y / 2.</param>
/// <param name="Distance">Mean of |D - y / 2| over data and samples: 0 at the equilibrium.</param>
/// <param name="JensenShannon">
/// (E log T(x) + E log(1 - T(G(z))) + log 4) / 2 with T = D / y, clamped: the objective without smoothing, which no T brings above 2 JS - log 4 (Goodfellow et al. 2014, theorem 1), so this is at most the
/// Jensen-Shannon divergence of target and model, in nats; below 0 where the discriminator is worse than none. NaN for y = 0, where nothing tells data from samples.
/// </param>
public readonly record struct DiscriminatorFigures(double OnData, double OnSamples, double Equilibrium, double Distance, double JensenShannon)
{
    // T is a share of two densities; beyond this it is a guess that a single sample would pay for with log(1e-4).
    private const double SmallestShare = 1e-4;

    /// <summary>Computes the figures.</summary>
    /// <param name="data">Scores (logits) of data, at least one.</param>
    /// <param name="samples">Scores of samples, at least one.</param>
    /// <param name="label">The label y on data, from 0 to 1.</param>
    public static DiscriminatorFigures Of(ReadOnlySpan<float> data, ReadOnlySpan<float> samples, double label)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfZero(data.Length);
        ArgumentOutOfRangeException.ThrowIfZero(samples.Length);
        (double onData, double distanceOfData, double logOfData) = Means(data, label, isData: true);
        (double onSamples, double distanceOfSamples, double logOfSamples) = Means(samples, label, isData: false);
        double divergence = label == 0 ? double.NaN : (logOfData + logOfSamples + Math.Log(4)) / 2;
        return new DiscriminatorFigures(onData, onSamples, label / 2, (distanceOfData + distanceOfSamples) / 2, divergence);
    }

    private static (double Mean, double Distance, double Logarithm) Means(ReadOnlySpan<float> scores, double label, bool isData)
    {
        double mean = 0;
        double distance = 0;
        double logarithm = 0;
        foreach (float score in scores)
        {
            double d = 1 / (1 + Math.Exp(-score));
            mean += d;
            distance += Math.Abs(d - (label / 2));
            double share = Math.Clamp(d / label, SmallestShare, 1 - SmallestShare);
            logarithm += Math.Log(isData ? share : 1 - share);
        }

        return (mean / scores.Length, distance / scores.Length, logarithm / scores.Length);
    }
}
