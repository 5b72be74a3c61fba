namespace GenGpu.Models.Estimators;

/// <summary>
/// The mean of a function of samples of q, raw, and under p by self-normalised importance sampling: sum w f / sum w with w = p~/q (Owen, Monte Carlo theory, methods and examples, chapter 9). One pass; accumulators merge.
/// Samples of p itself have log weight 0, and both means agree.
/// </summary>
public sealed class WeightedMean
{
    // First: w, w f. Second: w^2, w^2 f, w^2 f^2; f less the first value, so that squares do not cancel.
    private readonly ScaledSums _sums = new(2, 3);
    private RunningMoments _raw;
    private double _shift;

    /// <summary>Number of samples.</summary>
    public long Count { get; private set; }

    /// <summary>Samples whose log weight is NaN or +infinity; they count in <see cref="Raw"/> and have weight zero in <see cref="Reweighted"/>.</summary>
    public long InvalidCount { get; private set; }

    /// <summary>Samples where f is not finite; they are left out of both means, so print this wherever it is not 0.</summary>
    public long NonFiniteCount { get; private set; }

    /// <summary>Mean of f under q with the standard error of independent samples.</summary>
    public Estimate Raw => _raw.Estimate;

    /// <summary>Mean of f under p with the delta-method standard error sqrt(sum w^2 (f - mean)^2) / sum w.</summary>
    public Estimate Reweighted
    {
        get
        {
            double sum = _sums.First[0];
            if (!(sum > 0))
                return new(double.NaN, double.NaN);
            double mean = _sums.First[1] / sum;
            return new(_shift + mean, _raw.Count < 2 ? double.NaN : Math.Sqrt(SquaredDeviations(_shift + mean)) / sum);
        }
    }

    /// <summary>sum w, as a multiple of exp of the largest log weight.</summary>
    internal double WeightSum => _sums.First[0];

    /// <summary>Adds a sample.</summary>
    /// <param name="value">f(x).</param>
    /// <param name="logWeight">log w; 0 for samples of p.</param>
    public void Add(double value, double logWeight = 0)
    {
        Count++;
        if (!double.IsFinite(value))
        {
            NonFiniteCount++;
            return;
        }

        if (_raw.Count == 0)
            _shift = value;
        _raw.Add(value);
        if (double.IsFinite(logWeight))
        {
            double f = value - _shift;
            _sums.Add(logWeight, [1, f], [1, f, f * f]);
        }
        else if (!double.IsNegativeInfinity(logWeight))
        {
            InvalidCount++;
        }
    }

    /// <summary>Adds the samples of another accumulator.</summary>
    /// <param name="other">The other; unchanged.</param>
    public void Merge(WeightedMean other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Count += other.Count;
        InvalidCount += other.InvalidCount;
        NonFiniteCount += other.NonFiniteCount;
        if (other._raw.Count == 0)
            return;
        if (_raw.Count == 0)
            _shift = other._shift;
        _sums.Merge(Shifted(other._sums, other._shift - _shift));
        _raw.Merge(other._raw);
    }

    /// <summary>sum w^2 (f - mean)^2, as a multiple of exp of twice the largest log weight.</summary>
    /// <param name="mean">Any number near the mean.</param>
    internal double SquaredDeviations(double mean)
    {
        double m = mean - _shift;
        return Math.Max(_sums.Second[2] - (2 * m * _sums.Second[1]) + (m * m * _sums.Second[0]), 0);
    }

    // The same sums with f + difference in place of f.
    private static ScaledSums Shifted(ScaledSums sums, double difference)
    {
        var shifted = new ScaledSums(2, 3);
        if (double.IsNegativeInfinity(sums.Scale))
            return shifted;
        (double w, double wf) = (sums.First[0], sums.First[1]);
        (double s, double sf, double sff) = (sums.Second[0], sums.Second[1], sums.Second[2]);
        shifted.Add(sums.Scale, [w, wf + (difference * w)], [s, sf + (difference * s), sff + (2 * difference * sf) + (difference * difference * s)]);
        return shifted;
    }
}
