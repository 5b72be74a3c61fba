using MathNet.Numerics;

namespace GenGpu.Models.Targets;

/// <summary>The law of x = k + shift with k ~ Poisson(rate).</summary>
public sealed class ShiftedPoissonLaw : UnivariateLaw
{
    private readonly double _rate;
    private readonly double _shift;
    private readonly double[] _probabilities;

    /// <summary>Creates the law.</summary>
    /// <param name="rate">Mean of k, above 0 and at most 500.</param>
    /// <param name="shift">Added to k.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public ShiftedPoissonLaw(double rate, double shift)
    {
        if (!(rate > 0 && rate <= 500))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "The rate must be above 0 and at most 500.");
        _rate = rate;
        _shift = shift;
        // 12 standard deviations and 24 more hold all but 1e-18 of the mass.
        _probabilities = new double[(int)(rate + 12 * Math.Sqrt(rate)) + 24];
        for (int count = 0; count < _probabilities.Length; count++)
            _probabilities[count] = Math.Exp(count * Math.Log(rate) - rate - SpecialFunctions.FactorialLn(count));
    }

    /// <inheritdoc/>
    public override bool IsDiscrete => true;

    /// <inheritdoc/>
    public override double Mean => _rate + _shift;

    /// <inheritdoc/>
    public override double Variance => _rate;

    /// <inheritdoc/>
    public override (double Lower, double Upper) Support => (_shift, _shift + _probabilities.Length - 1);

    /// <summary>P(k) for k = 0, 1, ... up to where less than 1e-18 of the mass is left.</summary>
    public ReadOnlySpan<double> Probabilities => _probabilities;

    /// <inheritdoc/>
    public override double Cdf(double value) => Mass(double.NegativeInfinity, value, includeUpper: true);

    /// <inheritdoc/>
    public override double CdfIntegral(double value)
    {
        double sum = 0;
        for (int count = 0; count < _probabilities.Length && count + _shift < value; count++)
            sum += _probabilities[count] * (value - (count + _shift));
        return sum;
    }

    /// <inheritdoc/>
    public override double LogDensity(double value)
    {
        double count = value - _shift;
        return count < 0 || count >= _probabilities.Length || count != Math.Floor(count)
            ? double.NegativeInfinity
            : Math.Log(_probabilities[(int)count]);
    }

    /// <inheritdoc/>
    public override double Mass(double lower, double upper, bool includeUpper = false)
    {
        double sum = 0;
        for (int count = 0; count < _probabilities.Length; count++)
        {
            double value = count + _shift;
            if (value >= lower && (value < upper || (includeUpper && value == upper)))
                sum += _probabilities[count];
        }
        return sum;
    }
}
