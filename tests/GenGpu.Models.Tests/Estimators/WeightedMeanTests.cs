using GenGpu.Models.Energies;
using GenGpu.Models.Estimators;
using GenGpu.Models.Sampling;

namespace GenGpu.Models.Tests.Estimators;

/// <summary>Means, occupations and the independence chain of q = N(0, 1) reweighted to p = N(m, 1).</summary>
public sealed class WeightedMeanTests
{
    private const double Shift = 0.7;
    private static readonly Basin[] Wells = [new("left", x => x[0] < 0), new("right", x => x[0] >= 0.5), new("far", x => x[0] > 100)];

    [Fact]
    public void ClosedForms_AreMetByQuadrature()
    {
        var mean = new WeightedMean();
        var basins = new BasinOccupations(Wells);
        foreach (double x in Normals.Spread(100_000))
        {
            mean.Add(1000 + (x * x), LogWeight(x));
            basins.Add([x], LogWeight(x));
        }

        Assert.Equal(1001, mean.Raw.Value, 1e-3);
        Assert.Equal(1001 + (Shift * Shift), mean.Reweighted.Value, 1e-3);
        Assert.Equal(0.5, basins.Raw(0).Value, 1e-4);
        double left = MathNet.Numerics.Distributions.Normal.CDF(Shift, 1, 0);
        double right = 1 - MathNet.Numerics.Distributions.Normal.CDF(Shift, 1, 0.5);
        Assert.Equal(left, basins.Reweighted(0).Value, 1e-4);
        Assert.Equal(right, basins.Reweighted(1).Value, 1e-4);
        Assert.Equal(-Math.Log(left / right) / 2, basins.FreeEnergyDifference(0, 1, 2).Value, 1e-3);
        Assert.Equal(double.PositiveInfinity, basins.FreeEnergyDifference(2, 1, 1).Value);
        Assert.True(double.IsNaN(basins.FreeEnergyDifference(2, 1, 1).Error));
        Assert.Equal(new Estimate(0, 0), basins.FreeEnergyDifference(1, 1, 1));
    }

    [Fact]
    public void StandardErrors_AreTheSpreadOfRepetitions()
    {
        const int Samples = 400;
        var parts = new List<(WeightedMean Mean, BasinOccupations Basins)>();
        foreach (double[] part in Normals.Random(400 * Samples, 5).Chunk(Samples))
        {
            var mean = new WeightedMean();
            var basins = new BasinOccupations(Wells);
            foreach (double x in part)
            {
                mean.Add(x, LogWeight(x));
                basins.Add([x], LogWeight(x));
            }

            parts.Add((mean, basins));
        }

        Check(p => p.Mean.Raw);
        Check(p => p.Mean.Reweighted);
        Check(p => p.Basins.Reweighted(0));
        Check(p => p.Basins.FreeEnergyDifference(0, 1, 2));
        Check(p => p.Basins.RawFreeEnergyDifference(0, 1, 2));

        void Check(Func<(WeightedMean Mean, BasinOccupations Basins), Estimate> pick)
        {
            // 400 repetitions know a spread to 3.5 %; four of these, and 3 % for the delta method.
            double[] values = [.. parts.Select(p => pick(p).Value)];
            double spread = Math.Sqrt(values.Sum(v => (v - values.Average()) * (v - values.Average())) / (values.Length - 1));
            Assert.InRange(parts.Average(p => pick(p).Error) / spread, 1 - 0.17, 1 + 0.17);
        }
    }

    [Fact]
    public void MergedParts_AreTheWhole()
    {
        double[] points = Normals.Random(500, 6);
        (WeightedMean whole, BasinOccupations wholeBasins) = Accumulate(points);
        (WeightedMean merged, BasinOccupations mergedBasins) = Accumulate(points[..130]);
        (WeightedMean rest, BasinOccupations restBasins) = Accumulate(points[130..]);
        merged.Merge(new WeightedMean());
        merged.Merge(rest);
        mergedBasins.Merge(restBasins);
        Assert.Equal(whole.Reweighted.Value, merged.Reweighted.Value, 1e-10);
        Assert.Equal(whole.Reweighted.Error, merged.Reweighted.Error, 1e-10);
        Assert.Equal(whole.Raw.Error, merged.Raw.Error, 1e-10);
        Assert.Equal(wholeBasins.FreeEnergyDifference(0, 1, 1).Error, mergedBasins.FreeEnergyDifference(0, 1, 1).Error, 1e-10);
        Assert.Throws<ArgumentException>(() => mergedBasins.Merge(new BasinOccupations([Wells[0]])));

        static (WeightedMean Mean, BasinOccupations Basins) Accumulate(double[] points)
        {
            var mean = new WeightedMean();
            var basins = new BasinOccupations(Wells);
            foreach (double x in points)
            {
                mean.Add(50 + x, 600 + LogWeight(x));
                basins.Add([x], 600 + LogWeight(x));
            }

            return (mean, basins);
        }
    }

    [Fact]
    public void ValuesThatAreNotFinite_AreCounted()
    {
        var mean = new WeightedMean();
        mean.Add(1, 0);
        mean.Add(double.NaN, 0);
        mean.Add(3, double.NaN);
        mean.Add(5, double.NegativeInfinity);
        Assert.Equal((4L, 1L, 1L), (mean.Count, mean.NonFiniteCount, mean.InvalidCount));
        Assert.Equal(3, mean.Raw.Value);
        Assert.Equal(1, mean.Reweighted.Value);
    }

    [Fact]
    public void IndependenceChain_HasTheTargetsMeanAndItsAcceptance()
    {
        var chain = new IndependenceMetropolis(7);
        var means = new ObservableMeans([new Observable("x", x => x[0])], chain);
        foreach (double x in Normals.Random(60_000, 8))
            means.Add([x], x * x / 2, LogWeight(x));

        // Acceptance is E min(1, w(y) / w(x)), x ~ p, y ~ q: with log w = m x + c the difference is N(-m^2, 2 m^2), and E min(1, e^D) = 2 Phi(-m / sqrt 2).
        double exact = 2 * MathNet.Numerics.Distributions.Normal.CDF(0, 1, -Shift / Math.Sqrt(2));
        Assert.Equal(exact, chain.AcceptanceRate, 4 * Math.Sqrt(exact * (1 - exact) / 60_000 * 2));
        Estimate mean = means.Chain(1);
        Assert.InRange(mean.Value, Shift - (4 * mean.Error), Shift + (4 * mean.Error));
        // The observable has unit variance under p, so this is the root of its autocorrelation time; it is largest where the weights are, and above the 1.6 that importance sampling would have, sqrt(e^(m^2) (1 + m^2)).
        Assert.InRange(mean.Error * Math.Sqrt(60_000), 1.4, 3.2);
        Assert.InRange(chain.AutocorrelationTime, 1.5, 4);
        // The raw mean is that of q: the planted twin without the Metropolis test.
        Assert.True(Math.Abs(means.Raw(1).Value - Shift) > 20 * mean.Error);
    }

    [Fact]
    public void IndependenceChain_CountsRejectionsLikeBruteForce()
    {
        var chain = new IndependenceMetropolis(9);
        var rejected = new List<bool>();
        double[] logs = [double.NaN, .. Normals.Random(400, 10).Select(x => 2 * x), double.PositiveInfinity, double.NegativeInfinity];
        foreach (double log in logs)
        {
            bool started = chain.HasStarted;
            bool accepted = chain.Propose(log);
            if (started)
                rejected.Add(!accepted);
        }

        double tau = 1;
        for (int t = 1; t <= rejected.Count; t++)
        {
            int windows = rejected.Count - t + 1;
            tau += 2.0 * Enumerable.Range(0, windows).Count(s => rejected.Skip(s).Take(t).All(r => r)) / windows;
        }

        Assert.Equal(401, chain.ProposalCount);
        Assert.Equal(2, chain.InvalidCount);
        Assert.Equal(tau, chain.AutocorrelationTime, 1e-10);
        Assert.Equal(rejected.Count(r => !r), chain.AcceptedCount);
    }

    private static double LogWeight(double x) => (Shift * x) - (Shift * Shift / 2);
}
