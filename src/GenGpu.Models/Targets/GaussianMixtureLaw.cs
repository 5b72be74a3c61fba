namespace GenGpu.Models.Targets;

/// <summary>The law sum_k w_k N(m_k, s_k^2) on the real line.</summary>
public sealed class GaussianMixtureLaw : UnivariateLaw
{
    private const double SupportWidth = 8.5;
    private readonly double[] _weights;
    private readonly double[] _means;
    private readonly double[] _standardDeviations;

    /// <summary>Creates the law.</summary>
    /// <param name="weights">Weights w_k, which sum to 1.</param>
    /// <param name="means">Means m_k.</param>
    /// <param name="standardDeviations">Standard deviations s_k, all above 0.</param>
    /// <exception cref="ArgumentException">The lengths differ or a standard deviation is not positive.</exception>
    public GaussianMixtureLaw(ReadOnlySpan<double> weights, ReadOnlySpan<double> means, ReadOnlySpan<double> standardDeviations)
    {
        if (weights.Length == 0 || weights.Length != means.Length || weights.Length != standardDeviations.Length)
            throw new ArgumentException("Weights, means and standard deviations must have one entry per component.");
        foreach (double standardDeviation in standardDeviations)
        {
            if (!(standardDeviation > 0))
                throw new ArgumentException("Standard deviations must be above 0.", nameof(standardDeviations));
        }
        _weights = weights.ToArray();
        _means = means.ToArray();
        _standardDeviations = standardDeviations.ToArray();
        double lower = double.PositiveInfinity;
        double upper = double.NegativeInfinity;
        for (int component = 0; component < _weights.Length; component++)
        {
            Mean += _weights[component] * _means[component];
            lower = Math.Min(lower, _means[component] - SupportWidth * _standardDeviations[component]);
            upper = Math.Max(upper, _means[component] + SupportWidth * _standardDeviations[component]);
        }
        for (int component = 0; component < _weights.Length; component++)
        {
            double shift = _means[component] - Mean;
            Variance += _weights[component] * (_standardDeviations[component] * _standardDeviations[component] + shift * shift);
        }
        Support = (lower, upper);
    }

    /// <inheritdoc/>
    public override double Mean { get; }

    /// <inheritdoc/>
    public override double Variance { get; }

    /// <inheritdoc/>
    public override (double Lower, double Upper) Support { get; }

    /// <summary>The smallest standard deviation of a component: the length over which the law changes.</summary>
    public double SmallestStandardDeviation => _standardDeviations.Min();

    /// <inheritdoc/>
    public override double Cdf(double value)
    {
        double sum = 0;
        for (int component = 0; component < _weights.Length; component++)
            sum += _weights[component] * NormalFunctions.Cdf((value - _means[component]) / _standardDeviations[component]);
        return sum;
    }

    /// <inheritdoc/>
    /// <remarks>Per component s (z Phi(z) + phi(z)) with z = (x - m) / s.</remarks>
    public override double CdfIntegral(double value)
    {
        double sum = 0;
        for (int component = 0; component < _weights.Length; component++)
        {
            double z = (value - _means[component]) / _standardDeviations[component];
            sum += _weights[component] * _standardDeviations[component] * (z * NormalFunctions.Cdf(z) + NormalFunctions.Density(z));
        }
        return sum;
    }

    /// <inheritdoc/>
    public override double LogDensity(double value)
    {
        double largest = double.NegativeInfinity;
        Span<double> terms = _weights.Length <= 64 ? stackalloc double[_weights.Length] : new double[_weights.Length];
        for (int component = 0; component < terms.Length; component++)
        {
            double z = (value - _means[component]) / _standardDeviations[component];
            terms[component] = Math.Log(_weights[component]) - 0.5 * z * z - Math.Log(_standardDeviations[component]) - NormalFunctions.LogSqrtTwoPi;
            largest = Math.Max(largest, terms[component]);
        }
        if (double.IsNegativeInfinity(largest))
            return largest;
        double sum = 0;
        foreach (double term in terms)
            sum += Math.Exp(term - largest);
        return largest + Math.Log(sum);
    }

    /// <inheritdoc/>
    public override double Mass(double lower, double upper, bool includeUpper = false)
    {
        double sum = 0;
        for (int component = 0; component < _weights.Length; component++)
        {
            double scale = _standardDeviations[component];
            sum += _weights[component] * NormalFunctions.Mass((lower - _means[component]) / scale, (upper - _means[component]) / scale);
        }
        return sum;
    }
}
