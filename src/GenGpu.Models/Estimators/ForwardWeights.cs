namespace GenGpu.Models.Estimators;

/// <summary>
/// What samples of the target p (exact ones, or those of a long chain) say about a model q, through log w = -beta U(x) - log q(x): the forward quantities, which see modes that q misses. One pass; two accumulators merge.
/// </summary>
/// <remarks>log w = +infinity says that q has no mass where p has some. NaN and -infinity are no weights (p has mass at its own samples); they are counted in <see cref="InvalidCount"/> and left out, so print that count wherever it is not 0.</remarks>
public sealed class ForwardWeights
{
    private readonly ScaledSums _weights = new(1, 0);
    private readonly ScaledSums _reciprocals = new(1, 0);
    private RunningMoments _logs;

    /// <summary>Number of samples, all of them.</summary>
    public long Count { get; private set; }

    /// <summary>Samples where q has no mass.</summary>
    public long UncoveredCount { get; private set; }

    /// <summary>Samples whose log weight is NaN or -infinity.</summary>
    public long InvalidCount { get; private set; }

    /// <summary>EUBO = mean log w over target samples, an upper bound of log Z, with the standard error of independent samples (of a chain, multiply it by the root of its autocorrelation time).</summary>
    public Estimate Eubo => UncoveredCount > 0 ? new(double.PositiveInfinity, double.NaN) : _logs.Estimate;

    /// <summary>
    /// Forward effective sample size per sample, 1 / (mean_p[w] mean_p[1/w]), at most 1: with p/q = w / Z and mean_p[1/w] an estimate of 1 / Z it is 1 / E_p[p/q] = 1 / E_q[(p/q)^2], what the reverse one
    /// tends to when q covers p (Midgley et al., Flow Annealed Importance Sampling Bootstrap, ICLR 2023). Where q misses a mode, w is huge there and this is near 0.
    /// </summary>
    public double EffectiveSampleFraction => Fraction(double.NaN);

    /// <summary>Forward effective sample size per sample with the exact log Z: Z / mean_p[w]. Above 1 by chance only.</summary>
    /// <param name="logPartition">log Z(beta).</param>
    public double EffectiveSampleFractionGiven(double logPartition) => Fraction(logPartition);

    /// <summary>Adds a target sample.</summary>
    /// <param name="logWeight">log w = -beta U(x) - log q(x).</param>
    public void Add(double logWeight)
    {
        Count++;
        if (double.IsPositiveInfinity(logWeight))
        {
            UncoveredCount++;
        }
        else if (!double.IsFinite(logWeight))
        {
            InvalidCount++;
        }
        else
        {
            _logs.Add(logWeight);
            _weights.Add(logWeight, [1], []);
            _reciprocals.Add(-logWeight, [1], []);
        }
    }

    /// <summary>Adds target samples.</summary>
    /// <param name="logWeights">One log weight each.</param>
    public void Add(ReadOnlySpan<float> logWeights)
    {
        foreach (float logWeight in logWeights)
            Add(logWeight);
    }

    /// <summary>Adds the samples of another accumulator.</summary>
    /// <param name="other">The other; unchanged.</param>
    public void Merge(ForwardWeights other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _weights.Merge(other._weights);
        _reciprocals.Merge(other._reciprocals);
        _logs.Merge(other._logs);
        Count += other.Count;
        UncoveredCount += other.UncoveredCount;
        InvalidCount += other.InvalidCount;
    }

    private double Fraction(double logPartition)
    {
        if (_logs.Count == 0 || UncoveredCount > 0)
            return UncoveredCount > 0 ? 0 : double.NaN;
        double logMean = _weights.Scale + Math.Log(_weights.First[0] / _logs.Count);
        double logZ = double.IsNaN(logPartition) ? -(_reciprocals.Scale + Math.Log(_reciprocals.First[0] / _logs.Count)) : logPartition;
        return Math.Exp(logZ - logMean);
    }
}
