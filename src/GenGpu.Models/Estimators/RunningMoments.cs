namespace GenGpu.Models.Estimators;

/// <summary>Mean and variance of a stream by Welford's update, and of two streams together by that of Chan, Golub and LeVeque (1979).</summary>
internal struct RunningMoments
{
    private double _squares;

    /// <summary>Number of values.</summary>
    public long Count { get; private set; }

    /// <summary>Their mean; 0 before the first.</summary>
    public double Mean { get; private set; }

    /// <summary>Unbiased variance; NaN below two values.</summary>
    public readonly double Variance => Count < 2 ? double.NaN : _squares / (Count - 1);

    /// <summary>Mean and its standard error sqrt(variance / count).</summary>
    public readonly Estimate Estimate => new(Count == 0 ? double.NaN : Mean, Math.Sqrt(Variance / Count));

    /// <summary>Adds a value.</summary>
    /// <param name="value">The value.</param>
    public void Add(double value)
    {
        Count++;
        double difference = value - Mean;
        Mean += difference / Count;
        _squares += difference * (value - Mean);
    }

    /// <summary>Adds the values of another stream.</summary>
    /// <param name="other">Its moments.</param>
    public void Merge(RunningMoments other)
    {
        if (other.Count == 0)
            return;
        long count = Count + other.Count;
        double difference = other.Mean - Mean;
        Mean += difference * other.Count / count;
        _squares += other._squares + (difference * difference * Count * other.Count / count);
        Count = count;
    }
}
