using GenGpu.Models.Estimators;

namespace GenGpu.Models.Tests.Estimators;

/// <summary>Chains of known correlation.</summary>
public sealed class ChainStatisticsTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.6)]
    [InlineData(0.9)]
    public void AutocorrelationTime_OfAnAutoregressiveProcess(double rho)
    {
        double[] series = Autoregressive(rho, 20_000, 11);
        Estimate tau = ChainStatistics.IntegratedAutocorrelationTime(series);
        double exact = (1 + rho) / (1 - rho);
        Assert.InRange(tau.Value, exact - (4 * tau.Error), exact + (4 * tau.Error));
        Assert.True(tau.Error < 0.15 * exact);
        double size = ChainStatistics.BulkEffectiveSampleSize([series[..10_000], series[10_000..]]);
        Assert.InRange(size * exact / 20_000, 0.7, 1.3);
    }

    [Fact]
    public void AutocorrelationTime_OfAChainThatHardlyMoves_IsThatOfSumsOneByOne()
    {
        double[] series = Autoregressive(0.99, 20_001, 13);
        double mean = series.Average();
        double Covariance(int lag) => Enumerable.Range(0, series.Length - lag).Sum(i => (series[i] - mean) * (series[i + lag] - mean));
        double tau = 1;
        int last = 0;
        for (int lag = 1; last < 5 * tau; last = lag++)
            tau += 2 * Covariance(lag) / Covariance(0);
        Assert.True(last > 500);
        Assert.Equal(tau, ChainStatistics.IntegratedAutocorrelationTime(series).Value, 1e-8 * tau);
    }

    [Fact]
    public void AntitheticChain_IsWorthMoreThanItsLength()
    {
        double size = ChainStatistics.EffectiveSampleSize([Autoregressive(-0.5, 4000, 12)]);
        Assert.InRange(size, 2 * 4000, 4 * 4000);
    }

    [Fact]
    public void RHat_OfEqualChainsIsOne_OfShiftedOnesIsNot()
    {
        double[][] chains = [.. Enumerable.Range(0, 4).Select(c => Autoregressive(0.5, 1000, 20 + c))];
        Assert.InRange(ChainStatistics.RHat(chains), 0.999, 1.02);
        Assert.InRange(ChainStatistics.SplitRHat(chains), 0.999, 1.02);
        double[][] shifted = [.. chains.Select((c, i) => c.Select(x => i == 0 ? x + 1 : x).ToArray())];
        Assert.True(ChainStatistics.RHat(shifted) > 1.05);
        Assert.True(ChainStatistics.BulkEffectiveSampleSize(shifted) < 0.1 * ChainStatistics.BulkEffectiveSampleSize(chains));
        // One chain that drifts disagrees with itself.
        double[][] drifting = [[.. chains[0].Select((x, i) => x + (0.003 * i))]];
        Assert.True(ChainStatistics.RHat(drifting) > 1.2);
    }

    [Fact]
    public void RHat_SeesScalesThatDiffer()
    {
        double[][] chains = [Normals.Random(2000, 30), [.. Normals.Random(2000, 31).Select(x => 3 * x)]];
        Assert.InRange(ChainStatistics.SplitRHat(chains), 0.99, 1.01);
        Assert.True(ChainStatistics.RHat(chains) > 1.1);
    }

    [Fact]
    public void RHat_OfNormalSeries_IsTheFormula()
    {
        double[] chain = [1, 2, 3, 4, 2, 3, 4, 5];
        // Halves have means 2.5 and 3.5 and variance 5/3: W = 5/3, B/n = 1/2.
        Assert.Equal(Math.Sqrt(((0.75 * 5 / 3) + 0.5) / (5.0 / 3)), ChainStatistics.SplitRHat([chain]), 1e-12);
    }

    [Fact]
    public void ChainsThatStandStill()
    {
        Assert.Equal(double.PositiveInfinity, ChainStatistics.SplitRHat([[1, 1, 1, 1], [2, 2, 2, 2]]));
        Assert.True(ChainStatistics.RHat([[1, 1, 1, 1], [2, 2, 2, 2]]) > 1.05);
        Assert.True(double.IsNaN(ChainStatistics.RHat([[1, 1, 1, 1]])));
        Assert.True(double.IsNaN(ChainStatistics.BulkEffectiveSampleSize([[1, 1, 1, 1]])));
        Assert.True(double.IsNaN(ChainStatistics.IntegratedAutocorrelationTime([1, 1, 1]).Value));
        Assert.Throws<ArgumentException>(() => ChainStatistics.RHat([[1, 2, 3]]));
        Assert.Throws<ArgumentException>(() => ChainStatistics.RHat([[1, 2, 3, 4], [1, 2, 3, 4, 5]]));
    }

    private static double[] Autoregressive(double rho, int length, int seed)
    {
        double[] noise = Normals.Random(length, seed);
        double x = noise[0];
        for (int i = 0; i < length; i++)
        {
            x = i == 0 ? noise[0] : (rho * x) + (Math.Sqrt(1 - (rho * rho)) * noise[i]);
            noise[i] = x;
        }

        return noise;
    }
}
