using MathNet.Numerics;

namespace GenGpu.Models.Targets;

/// <summary>The law of x = scale (y - 1/2) with y ~ Beta(alpha, beta).</summary>
/// <param name="alpha">First shape parameter, above 0.</param>
/// <param name="beta">Second shape parameter, above 0.</param>
/// <param name="scale">Length of the support, above 0.</param>
public sealed class ScaledBetaLaw(double alpha, double beta, double scale) : UnivariateLaw
{
    private readonly double _logBeta = SpecialFunctions.BetaLn(alpha, beta);

    /// <inheritdoc/>
    public override double Mean => scale * (alpha / (alpha + beta) - 0.5);

    /// <inheritdoc/>
    public override double Variance => scale * scale * alpha * beta / ((alpha + beta) * (alpha + beta) * (alpha + beta + 1));

    /// <inheritdoc/>
    public override (double Lower, double Upper) Support => (-0.5 * scale, 0.5 * scale);

    /// <inheritdoc/>
    /// <remarks>The regularised incomplete beta function I_y(alpha, beta).</remarks>
    public override double Cdf(double value) => SpecialFunctions.BetaRegularized(alpha, beta, Unit(value));

    /// <inheritdoc/>
    /// <remarks>x F(x) - E[X; X &lt;= x], with E[Y; Y &lt;= y] = alpha / (alpha + beta) I_y(alpha + 1, beta).</remarks>
    public override double CdfIntegral(double value)
    {
        double unit = Unit(value);
        if (unit <= 0)
            return 0;
        if (unit >= 1)
            return value - Mean;
        double below = SpecialFunctions.BetaRegularized(alpha, beta, unit);
        double partialMean = alpha / (alpha + beta) * SpecialFunctions.BetaRegularized(alpha + 1, beta, unit);
        return scale * Math.Max(0, unit * below - partialMean);
    }

    /// <inheritdoc/>
    public override double LogDensity(double value)
    {
        double unit = value / scale + 0.5;
        return unit <= 0 || unit >= 1
            ? double.NegativeInfinity
            : (alpha - 1) * Math.Log(unit) + (beta - 1) * Math.Log(1 - unit) - _logBeta - Math.Log(scale);
    }

    private double Unit(double value) => Math.Clamp(value / scale + 0.5, 0, 1);
}
