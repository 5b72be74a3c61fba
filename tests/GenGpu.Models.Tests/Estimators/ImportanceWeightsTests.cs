using GenGpu.Models.Estimators;

namespace GenGpu.Models.Tests.Estimators;

/// <summary>Weights of q = N(0, 1) against p~ = 3 exp(-(x - m)^2 / 2): everything has a closed form.</summary>
public sealed class ImportanceWeightsTests
{
    private const double Shift = 0.6;
    private static readonly double LogZ = Math.Log(3 * Math.Sqrt(2 * Math.PI));

    [Fact]
    public void ClosedForms_AreMetByQuadrature()
    {
        ImportanceWeights weights = Of(Normals.Spread(200_000), Shift);
        var forward = new ForwardWeights();
        foreach (double x in Normals.Spread(200_000))
            forward.Add(LogWeight(x + Shift, Shift));
        Assert.Equal(LogZ, weights.LogPartition.Value, 1e-4);
        Assert.Equal(Math.Exp(-Shift * Shift), weights.EffectiveSampleFraction, 1e-3);
        Assert.Equal(LogZ - (Shift * Shift / 2), weights.Elbo.Value, 1e-4);
        Assert.Equal(Shift * Shift / 2, weights.ReverseDivergence.Value, 1e-4);
        Assert.Equal(LogZ + (Shift * Shift / 2), forward.Eubo.Value, 1e-4);
        Assert.Equal(Math.Exp(-Shift * Shift), forward.EffectiveSampleFraction, 1e-3);
        Assert.Equal(Math.Exp(-Shift * Shift), forward.EffectiveSampleFractionGiven(LogZ), 1e-3);
        Assert.Equal(Shift * Shift / 2, KullbackLeibler.Reverse(weights.Elbo, new(LogZ, 0)).Value, 1e-4);
        Assert.Equal(Shift * Shift / 2, KullbackLeibler.Forward(forward.Eubo, new(LogZ, 0)).Value, 1e-4);
    }

    [Fact]
    public void StandardErrors_AreTheSpreadOfRepetitions()
    {
        const int Repetitions = 400;
        const int Samples = 400;
        var estimates = new List<(ImportanceWeights Weights, ForwardWeights Forward)>();
        double[] normals = Normals.Random(Repetitions * Samples, 1);
        foreach (double[] part in normals.Chunk(Samples))
        {
            var forward = new ForwardWeights();
            foreach (double x in part)
                forward.Add(LogWeight(x + Shift, Shift));
            estimates.Add((Of(part, Shift), forward));
        }

        // The standard deviation of 400 values is known to 1 / sqrt(800) = 3.5 %; four of these, and 2 % for the delta method at 400 samples.
        Check(e => e.Weights.LogPartition);
        Check(e => e.Weights.Elbo);
        Check(e => e.Weights.ReverseDivergence);
        Check(e => e.Forward.Eubo);

        void Check(Func<(ImportanceWeights Weights, ForwardWeights Forward), Estimate> pick)
        {
            double[] values = [.. estimates.Select(e => pick(e).Value)];
            double mean = values.Average();
            double spread = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
            double error = estimates.Average(e => pick(e).Error);
            Assert.InRange(error / spread, 1 - 0.16, 1 + 0.16);
        }
    }

    [Fact]
    public void BruteForce_AgreesWithOnePass()
    {
        double[] logs = [.. Normals.Random(1000, 2).Select(x => LogWeight(x, Shift) + 800)];
        ImportanceWeights weights = Accumulate(logs);
        double[] w = [.. logs.Select(l => Math.Exp(l - 800))];
        double sum = w.Sum();
        double squares = w.Sum(v => v * v);
        Assert.Equal(800 + Math.Log(sum / w.Length), weights.LogPartition.Value, 1e-10);
        Assert.Equal(Math.Sqrt(((w.Length * squares / (sum * sum)) - 1) / w.Length), weights.LogPartition.Error, 1e-10);
        Assert.Equal(sum * sum / (w.Length * squares), weights.EffectiveSampleFraction, 1e-10);
        Assert.Equal(w.Max() / sum, weights.MaximumShare, 1e-10);
        Assert.Equal(logs.Average(), weights.Elbo.Value, 1e-9);
        double mean = sum / w.Length;
        double[] terms = [.. logs.Select(l => (Math.Exp(l - 800) / mean) - l)];
        double variance = terms.Sum(t => (t - terms.Average()) * (t - terms.Average())) / w.Length;
        Assert.Equal(Math.Sqrt(variance / w.Length), weights.ReverseDivergence.Error, 1e-4);
    }

    [Fact]
    public void MergedParts_AreTheWhole()
    {
        double[] logs = [.. Normals.Random(999, 3).Select(x => 300 * x), double.NaN, double.NegativeInfinity];
        ImportanceWeights whole = Accumulate(logs);
        ImportanceWeights merged = Accumulate(logs[..100]);
        merged.Merge(new ImportanceWeights());
        merged.Merge(Accumulate(logs[100..700]));
        merged.Merge(Accumulate(logs[700..]));
        Assert.Equal((whole.Count, whole.InvalidCount, whole.ZeroCount), (merged.Count, merged.InvalidCount, merged.ZeroCount));
        Assert.Equal(whole.LogPartition.Value, merged.LogPartition.Value, 1e-10);
        Assert.Equal(whole.EffectiveSampleFraction, merged.EffectiveSampleFraction, 1e-12);
        Assert.Equal(whole.FiniteElbo.Value, merged.FiniteElbo.Value, 1e-9);
        Assert.Equal(whole.FiniteElbo.Error, merged.FiniteElbo.Error, 1e-9);
        var forward = new ForwardWeights();
        var first = new ForwardWeights();
        var second = new ForwardWeights();
        for (int i = 0; i < logs.Length; i++)
        {
            forward.Add(logs[i] / 300);
            (i < 500 ? first : second).Add(logs[i] / 300);
        }

        first.Merge(second);
        Assert.Equal(forward.EffectiveSampleFraction, first.EffectiveSampleFraction, 1e-12);
        Assert.Equal(forward.Eubo.Value, first.Eubo.Value, 1e-12);
        Assert.Equal((2L, 2L), (forward.InvalidCount, first.InvalidCount));
    }

    [Fact]
    public void WeightsThatAreNotFinite_AreCountedAndNeverRaiseAnEstimate()
    {
        var weights = new ImportanceWeights();
        Assert.True(double.IsNaN(weights.EffectiveSampleFraction));
        weights.Add(double.NegativeInfinity);
        Assert.Equal(double.NegativeInfinity, weights.LogPartition.Value);
        Assert.Equal(0, weights.EffectiveSampleFraction);
        weights.Add(double.NaN);
        weights.Add(double.PositiveInfinity);
        weights.Add([0f]);
        Assert.Equal((4L, 1L, 2L, 3L), (weights.Count, weights.ZeroCount, weights.InvalidCount, weights.NonFiniteCount));
        Assert.Equal(Math.Log(0.25), weights.LogPartition.Value, 1e-12);
        Assert.Equal(0.25, weights.EffectiveSampleFraction, 1e-12);
        Assert.Equal(1, weights.MaximumShare);
        Assert.Equal(double.NegativeInfinity, weights.Elbo.Value);
        Assert.Equal(0, weights.FiniteElbo.Value);
        Assert.Equal(double.PositiveInfinity, weights.ReverseDivergence.Value);
        var forward = new ForwardWeights();
        forward.Add(1);
        forward.Add(double.PositiveInfinity);
        Assert.Equal(0, forward.EffectiveSampleFraction);
        Assert.Equal(double.PositiveInfinity, forward.Eubo.Value);
        Assert.Equal(1, forward.UncoveredCount);
    }

    [Fact]
    public void MissedMode_IsSeenByTheForwardSizeOnly()
    {
        // p has two equal modes 8 apart, q the left one alone.
        var reverse = new ImportanceWeights();
        var forward = new ForwardWeights();
        foreach (double x in Normals.Spread(10_000))
        {
            reverse.Add(LogRatio(x));
            forward.Add(LogRatio(x));
            forward.Add(LogRatio(x + 8));
        }

        Assert.True(reverse.EffectiveSampleFraction > 0.99);
        Assert.True(forward.EffectiveSampleFraction < 1e-6);
        Assert.NotNull(MissedModes.Warning(reverse.EffectiveSampleFraction, forward.EffectiveSampleFraction));
        Assert.Null(MissedModes.Warning(0.5, 0.45));
        Assert.Null(MissedModes.Warning(0.01, 1e-4));

        static double LogRatio(double x) => Math.Log(0.5 + (0.5 * Math.Exp((8 * x) - 32)));
    }

    [Fact]
    public void Divergence_IsNeverNegative()
    {
        Estimate zero = KullbackLeibler.Reverse(new(1.01, 0.02), new(1, 0));
        Assert.Equal((0, 0.02), (zero.Value, zero.Error));
        Estimate far = KullbackLeibler.Reverse(new(1.1, 0.02), new(1, 0));
        Assert.Equal(0, far.Value);
        Assert.Equal(0.1, far.Error, 1e-12);
        Assert.Equal(0.5, KullbackLeibler.Forward(new(1.5, 0.3), new(1, 0.4)).Value, 1e-12);
        Assert.Equal(0.5, KullbackLeibler.Forward(new(1.5, 0.3), new(1, 0.4)).Error, 1e-12);
    }

    private static double LogWeight(double x, double shift) => Math.Log(3) - ((x - shift) * (x - shift) / 2) + (x * x / 2) + (0.5 * Math.Log(2 * Math.PI));

    private static ImportanceWeights Of(IEnumerable<double> points, double shift) => Accumulate(points.Select(x => LogWeight(x, shift)));

    private static ImportanceWeights Accumulate(IEnumerable<double> logWeights)
    {
        var weights = new ImportanceWeights();
        foreach (double logWeight in logWeights)
            weights.Add(logWeight);
        return weights;
    }
}
