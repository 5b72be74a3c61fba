namespace GenGpu.Models.Estimators;

/// <summary>
/// What N samples of a model q say about a target p = exp(-beta U) / Z through their weights w = exp(-beta U(x)) / q(x), in one pass and without holding them. Two accumulators of parts merge into that of the whole.
/// </summary>
/// <remarks>
/// A log weight of -infinity is a weight of zero: the sample lies where the target has no mass, and it counts as one of the N samples everywhere. NaN and +infinity are no weights: such a sample counts as one of N with weight zero, so
/// that log Z and the effective sample size can only be underestimated, and <see cref="InvalidCount"/> says how many there were; print it wherever it is not 0.
/// </remarks>
public sealed class ImportanceWeights
{
    // First: w, w log w. Second: w^2.
    private readonly ScaledSums _sums = new(2, 1);
    private RunningMoments _logs;

    /// <summary>Number N of samples, those without a finite log weight included.</summary>
    public long Count { get; private set; }

    /// <summary>Samples with log weight -infinity.</summary>
    public long ZeroCount { get; private set; }

    /// <summary>Samples whose log weight is NaN or +infinity.</summary>
    public long InvalidCount { get; private set; }

    /// <summary>Samples whose log weight is not finite: zero weights and invalid ones.</summary>
    public long NonFiniteCount => ZeroCount + InvalidCount;

    /// <summary>The largest finite log weight; -infinity when there is none.</summary>
    public double MaximumLogWeight => _sums.Scale;

    /// <summary>
    /// log Z = log(sum w / N), with the delta-method standard error sqrt((N sum w^2 / (sum w)^2 - 1) / N). The estimate of Z is unbiased, its logarithm is low by about half the squared error.
    /// </summary>
    public Estimate LogPartition => Sum > 0 ? new(_sums.Scale + Math.Log(Sum / Count), Math.Sqrt(RelativeVariance / Count)) : new(double.NegativeInfinity, double.NaN);

    /// <summary>Reverse effective sample size per sample, (sum w)^2 / (N sum w^2), 1/N to 1 (Kish 1965); NaN without samples. Blind to modes that q misses.</summary>
    public double EffectiveSampleFraction => Sum > 0 ? Sum * Sum / (Count * SquareSum) : Count > 0 ? 0 : double.NaN;

    /// <summary>Share of the largest weight in the sum of all: near 1, a single sample makes the estimate.</summary>
    public double MaximumShare => Sum > 0 ? 1 / Sum : double.NaN;

    /// <summary>ELBO = mean log w, a lower bound of log Z, with its standard error: minus the variational free energy times beta. -infinity once a weight is zero, for then the bound is.</summary>
    public Estimate Elbo => ZeroCount > 0 ? new(double.NegativeInfinity, double.NaN) : FiniteElbo;

    /// <summary>Mean of the finite log weights with its standard error; read it together with <see cref="NonFiniteCount"/>.</summary>
    public Estimate FiniteElbo => _logs.Estimate;

    /// <summary>
    /// KL(q||p) = log(mean w) - mean log w where log Z is not known: never negative (Jensen), and low while modes are missing from the samples. The error counts that both terms come from the same samples: the
    /// variance of w / mean w - log w, divided by N.
    /// </summary>
    public Estimate ReverseDivergence
    {
        get
        {
            if (ZeroCount > 0 || !(Sum > 0))
                return new(ZeroCount > 0 ? double.PositiveInfinity : double.NaN, double.NaN);
            double covariance = (_sums.First[1] / Sum) - _logs.Mean;
            double variance = RelativeVariance + _logs.Variance - (2 * covariance);
            return new(Math.Max(LogPartition.Value - _logs.Mean, 0), Math.Sqrt(Math.Max(variance, 0) / Count));
        }
    }

    private double Sum => _sums.First[0];

    private double SquareSum => _sums.Second[0];

    // Variance of w / mean w over the samples. Rounding may put it just below 0 when all weights are equal.
    private double RelativeVariance => Math.Max((Count * SquareSum / (Sum * Sum)) - 1, 0);

    /// <summary>Adds a sample.</summary>
    /// <param name="logWeight">log w = -beta U(x) - log q(x).</param>
    public void Add(double logWeight)
    {
        Count++;
        if (double.IsNegativeInfinity(logWeight))
        {
            ZeroCount++;
        }
        else if (!double.IsFinite(logWeight))
        {
            InvalidCount++;
        }
        else
        {
            _logs.Add(logWeight);
            _sums.Add(logWeight, [1, logWeight], [1]);
        }
    }

    /// <summary>Adds samples.</summary>
    /// <param name="logWeights">One log weight each.</param>
    public void Add(ReadOnlySpan<float> logWeights)
    {
        foreach (float logWeight in logWeights)
            Add(logWeight);
    }

    /// <summary>Adds the samples of another accumulator.</summary>
    /// <param name="other">The other; unchanged.</param>
    public void Merge(ImportanceWeights other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _sums.Merge(other._sums);
        _logs.Merge(other._logs);
        Count += other.Count;
        ZeroCount += other.ZeroCount;
        InvalidCount += other.InvalidCount;
    }
}
