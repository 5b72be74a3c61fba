using MathNet.Numerics;

namespace GenGpu.Models.Targets;

/// <summary>The standard normal law: density, distribution function and interval masses that stay accurate in the tails.</summary>
public static class NormalFunctions
{
    /// <summary>log sqrt(2 pi).</summary>
    public const double LogSqrtTwoPi = 0.91893853320467274178;

    /// <summary>The density exp(-z^2 / 2) / sqrt(2 pi).</summary>
    /// <param name="z">The standardised value.</param>
    /// <returns>A density.</returns>
    public static double Density(double z) => Math.Exp(-0.5 * z * z - LogSqrtTwoPi);

    /// <summary>The distribution function Phi(z) = erfc(-z / sqrt 2) / 2.</summary>
    /// <param name="z">The standardised value.</param>
    /// <returns>A probability, with small relative error in the lower tail.</returns>
    public static double Cdf(double z) => 0.5 * SpecialFunctions.Erfc(-z * Constants.Sqrt1Over2);

    /// <summary>Phi(upper) - Phi(lower), computed in the tail that keeps the relative error small.</summary>
    /// <param name="lower">Lower edge.</param>
    /// <param name="upper">Upper edge, not below <paramref name="lower"/>.</param>
    /// <returns>A probability.</returns>
    public static double Mass(double lower, double upper) => lower > 0 ? Cdf(-lower) - Cdf(-upper) : Cdf(upper) - Cdf(lower);
}
