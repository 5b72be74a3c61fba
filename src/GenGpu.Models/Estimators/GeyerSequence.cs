namespace GenGpu.Models.Estimators;

/// <summary>
/// Effective sample size of several chains by Geyer's initial monotone sequence (Geyer 1992), with the autocorrelations of Vehtari et al. 2021, equation 10: rho(t) = 1 - (W - mean autocovariance(t)) / var+, which stay near 1 when
/// chains disagree. Autocovariances are summed directly, lag by lag up to the cutoff.
/// </summary>
internal static class GeyerSequence
{
    /// <summary>Effective sample size of the mean over all chains.</summary>
    /// <param name="chains">Series of one length.</param>
    /// <returns>At most S log10(S), where antithetic chains would be worth more than they can be trusted for; NaN when all values are equal.</returns>
    public static double EffectiveSampleSize(double[][] chains)
    {
        int n = chains[0].Length;
        double total = (double)n * chains.Length;
        double[][] centred = [.. chains.Select(c => ChainStatistics.Centred(c))];
        var means = default(RunningMoments);
        foreach (double[] chain in chains)
            means.Add(chain.Average());
        double within = MeanAutocovariance(centred, 0) * n / (n - 1);
        double pooled = (within * (n - 1) / n) + (chains.Length > 1 ? means.Variance : 0);
        if (!(pooled > 0))
            return double.NaN;

        double tau = -1;
        double smallest = double.PositiveInfinity;
        for (int lag = 0; lag + 1 < n; lag += 2)
        {
            double even = lag == 0 ? 1 : Correlation(lag);
            double pair = even + Correlation(lag + 1);
            if (pair < 0)
                break;
            // Pairs of a reversible chain fall; where noise lets one rise, it counts as the one before.
            smallest = Math.Min(smallest, pair);
            tau += 2 * smallest;
        }

        return total / Math.Max(tau, 1 / Math.Log10(total));

        double Correlation(int lag) => 1 - ((within - MeanAutocovariance(centred, lag)) / pooled);
    }

    private static double MeanAutocovariance(double[][] centred, int lag) => centred.Average(c => ChainStatistics.Autocovariance(c, lag));
}
