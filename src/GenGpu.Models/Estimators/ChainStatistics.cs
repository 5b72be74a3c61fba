using System.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.IntegralTransforms;

namespace GenGpu.Models.Estimators;

/// <summary>
/// Whether Markov chains have converged, and how many independent samples they are worth. R-hat and bulk effective sample size follow Vehtari, Gelman, Simpson, Carpenter and Buerkner, Rank-normalization, folding, and
/// localization (Bayesian Analysis 16, 2021); the autocorrelation time follows Sokal, Monte Carlo methods in statistical mechanics (1996), with the convention tau = 1 + 2 sum rho(t), so that N / tau samples are independent.
/// </summary>
public static class ChainStatistics
{
    private const double SokalFactor = 5;

    // Beyond this one transform costs less than the sums one by one, whose number grows with the autocorrelation time: without it a chain that hardly moves takes quadratic time.
    private const int MostSums = 256;

    /// <summary>
    /// R-hat: the larger one of the rank-normalised split R-hat of the values (location) and of their distances from the median (scale). About 1 for converged chains; above 1.01 doubtful, above 1.05 not converged.
    /// </summary>
    /// <param name="chains">One series per chain, all of one length, at least 4; one chain is compared with itself, half against half.</param>
    /// <returns>+infinity when chains stand still at different places; NaN when all values are equal.</returns>
    public static double RHat(IReadOnlyList<double[]> chains)
    {
        double[][] halves = Split(chains);
        double[] all = [.. halves.SelectMany(h => h)];
        Array.Sort(all);
        double median = all.Length % 2 == 1 ? all[all.Length / 2] : (all[(all.Length / 2) - 1] + all[all.Length / 2]) / 2;
        double[][] folded = [.. halves.Select(h => h.Select(v => Math.Abs(v - median)).ToArray())];
        double location = PlainRHat(RankNormalise(halves));
        double scale = PlainRHat(RankNormalise(folded));
        return double.IsNaN(scale) ? location : Math.Max(location, scale);
    }

    /// <summary>Split R-hat without ranks: sqrt(((n - 1) / n W + B / n) / W), W the mean variance within half chains of length n and B / n the variance of their means (Gelman and Rubin 1992).</summary>
    /// <param name="chains">One series per chain, all of one length, at least 4.</param>
    public static double SplitRHat(IReadOnlyList<double[]> chains) => PlainRHat(Split(chains));

    /// <summary>Bulk effective sample size: that of the mean of the rank-normalised split chains; at most S log10(S) for S values in all.</summary>
    /// <param name="chains">One series per chain, all of one length, at least 4.</param>
    /// <returns>NaN when all values are equal.</returns>
    public static double BulkEffectiveSampleSize(IReadOnlyList<double[]> chains) => GeyerSequence.EffectiveSampleSize(RankNormalise(Split(chains)));

    /// <summary>Effective sample size of the mean, without ranks: several chains that disagree are worth little.</summary>
    /// <param name="chains">One series per chain, all of one length, at least 4.</param>
    public static double EffectiveSampleSize(IReadOnlyList<double[]> chains) => GeyerSequence.EffectiveSampleSize(Split(chains));

    /// <summary>Mean over all chains; its standard error is sqrt(variance / effective sample size).</summary>
    /// <param name="chains">One series per chain, all of one length, at least 4.</param>
    public static Estimate Mean(IReadOnlyList<double[]> chains)
    {
        double size = EffectiveSampleSize(chains);
        var moments = default(RunningMoments);
        foreach (double value in chains.SelectMany(chain => chain))
            moments.Add(value);
        return new(moments.Mean, Math.Sqrt(moments.Variance / size));
    }

    /// <summary>
    /// Integrated autocorrelation time tau = 1 + 2 sum_{t=1}^M rho(t) with Sokal's window, the smallest M of at least 5 tau(M); its standard error is tau sqrt((4 M + 2) / N) (Madras and Sokal 1988). It is low for series shorter than about 50 tau.
    /// </summary>
    /// <param name="series">Values in order.</param>
    /// <returns>NaN when all values are equal.</returns>
    public static Estimate IntegratedAutocorrelationTime(ReadOnlySpan<double> series)
    {
        double[] centred = Centred(series);
        double variance = Autocovariance(centred, 0);
        if (!(variance > 0))
            return new(double.NaN, double.NaN);
        double tau = 1;
        int window = 0;
        double[]? transformed = null;
        for (int lag = 1; lag < series.Length && window < SokalFactor * tau; lag++)
        {
            tau += 2 * (lag <= MostSums ? Autocovariance(centred, lag) : (transformed ??= Autocovariances(centred))[lag]) / variance;
            window = lag;
        }

        return new(tau, Math.Abs(tau) * Math.Sqrt(((4.0 * window) + 2) / series.Length));
    }

    /// <summary>Autocovariance at a lag, sum over pairs divided by the length of the series (the biased one, as the estimators ask for).</summary>
    /// <param name="centred">The series less its mean.</param>
    /// <param name="lag">At least 0.</param>
    internal static double Autocovariance(ReadOnlySpan<double> centred, int lag)
    {
        ReadOnlySpan<double> late = centred[lag..];
        double sum = 0;
        for (int i = 0; i < late.Length; i++)
            sum += centred[i] * late[i];
        return sum / centred.Length;
    }

    /// <summary>The series less its mean.</summary>
    /// <param name="series">Values.</param>
    internal static double[] Centred(ReadOnlySpan<double> series)
    {
        double mean = 0;
        foreach (double value in series)
            mean += value / series.Length;
        double[] centred = series.ToArray();
        for (int i = 0; i < centred.Length; i++)
            centred[i] -= mean;
        return centred;
    }

    // By the Wiener-Khinchin theorem, padded with zeros so that the end does not meet the beginning.
    private static double[] Autocovariances(ReadOnlySpan<double> centred)
    {
        var values = new Complex[(int)BitOperations.RoundUpToPowerOf2((uint)centred.Length * 2)];
        for (int i = 0; i < centred.Length; i++)
            values[i] = centred[i];
        Fourier.Forward(values, FourierOptions.AsymmetricScaling);
        for (int i = 0; i < values.Length; i++)
            values[i] = (values[i].Real * values[i].Real) + (values[i].Imaginary * values[i].Imaginary);
        Fourier.Inverse(values, FourierOptions.AsymmetricScaling);
        double[] covariances = new double[centred.Length];
        for (int lag = 0; lag < covariances.Length; lag++)
            covariances[lag] = values[lag].Real / centred.Length;
        return covariances;
    }

    private static double PlainRHat(double[][] halves)
    {
        double within = 0;
        var means = default(RunningMoments);
        foreach (double[] half in halves)
        {
            var moments = default(RunningMoments);
            foreach (double value in half)
                moments.Add(value);
            within += moments.Variance / halves.Length;
            means.Add(moments.Mean);
        }

        double n = halves[0].Length;
        return Math.Sqrt((((n - 1) / n * within) + means.Variance) / within);
    }

    private static double[][] Split(IReadOnlyList<double[]> chains)
    {
        ArgumentNullException.ThrowIfNull(chains);
        if (chains.Count == 0 || chains[0].Length < 4 || chains.Any(c => c.Length != chains[0].Length))
            throw new ArgumentException("Chain statistics need at least one chain, all of one length of at least 4; draw more samples per chain.", nameof(chains));
        int half = chains[0].Length / 2;
        return [.. chains.SelectMany(c => new[] { c[..half], c[^half..] })];
    }

    // Normal scores of the ranks, Phi^-1((rank - 3/8) / (S + 1/4)), ties sharing their mean rank (Blom 1958).
    private static double[][] RankNormalise(double[][] chains)
    {
        int length = chains[0].Length;
        double[] values = [.. chains.SelectMany(c => c)];
        int[] order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort((double[])values.Clone(), order);
        double[][] scores = [.. chains.Select(c => new double[length])];
        for (int start = 0; start < order.Length;)
        {
            int end = start + 1;
            while (end < order.Length && values[order[end]].Equals(values[order[start]]))
                end++;
            double score = Normal.InvCDF(0, 1, (((start + 1 + end) / 2.0) - 0.375) / (order.Length + 0.25));
            for (; start < end; start++)
                scores[order[start] / length][order[start] % length] = score;
        }

        return scores;
    }
}
