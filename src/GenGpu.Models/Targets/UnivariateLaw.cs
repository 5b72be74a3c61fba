namespace GenGpu.Models.Targets;

/// <summary>
/// A probability law on the real line that is known exactly: the law of a one-dimensional target, of one axis of a target,
/// or of a target projected on a direction.
/// </summary>
public abstract class UnivariateLaw
{
    /// <summary>The mean E[X].</summary>
    public abstract double Mean { get; }

    /// <summary>The variance E[(X - E[X])^2].</summary>
    public abstract double Variance { get; }

    /// <summary>An interval outside which at most 1e-15 of the mass lies.</summary>
    public abstract (double Lower, double Upper) Support { get; }

    /// <summary>True when the law sits on isolated points, so that it has a probability mass function and no density.</summary>
    public virtual bool IsDiscrete => false;

    /// <summary>The distribution function F(x) = P(X &lt;= x).</summary>
    /// <param name="value">x.</param>
    /// <returns>A probability.</returns>
    public abstract double Cdf(double value);

    /// <summary>The integral of F from minus infinity to x, which is E[max(0, x - X)].</summary>
    /// <param name="value">x.</param>
    /// <returns>A number that is never negative, in the unit of x.</returns>
    public abstract double CdfIntegral(double value);

    /// <summary>F(x) and the integral of F up to x, together: they share the search for x in a table.</summary>
    /// <param name="value">x.</param>
    /// <returns>As <see cref="Cdf"/> and <see cref="CdfIntegral"/>.</returns>
    public virtual (double Cdf, double Integral) CdfAndIntegral(double value) => (Cdf(value), CdfIntegral(value));

    /// <summary>log p(x): of the density, or of the probability mass for a discrete law; minus infinity where there is none.</summary>
    /// <param name="value">x.</param>
    /// <returns>A natural logarithm.</returns>
    public abstract double LogDensity(double value);

    /// <summary>P(lower &lt;= X &lt; upper), or P(lower &lt;= X &lt;= upper) with <paramref name="includeUpper"/>.</summary>
    /// <param name="lower">Lower edge; minus infinity is allowed.</param>
    /// <param name="upper">Upper edge, not below <paramref name="lower"/>; plus infinity is allowed.</param>
    /// <param name="includeUpper">Whether mass at the upper edge itself counts; matters for discrete laws only.</param>
    /// <returns>A probability.</returns>
    public virtual double Mass(double lower, double upper, bool includeUpper = false) => Math.Max(0, Cdf(upper) - Cdf(lower));

    /// <summary>The quantile function: the smallest x with F(x) >= p, to the last few bits by bisection.</summary>
    /// <param name="probability">p, strictly between 0 and 1.</param>
    /// <returns>x.</returns>
    /// <exception cref="ArgumentOutOfRangeException">p is not strictly between 0 and 1.</exception>
    public virtual double Quantile(double probability)
    {
        if (!(probability > 0 && probability < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability strictly between 0 and 1 is needed.");
        (double lower, double upper) = Support;
        double width = upper - lower;
        while (Cdf(lower) >= probability)
            lower -= width;
        while (Cdf(upper) < probability)
            upper += width;
        for (int iteration = 0; iteration < 200; iteration++)
        {
            double middle = 0.5 * (lower + upper);
            if (middle <= lower || middle >= upper)
                break;
            if (Cdf(middle) >= probability)
                upper = middle;
            else
                lower = middle;
        }
        return upper;
    }
}
