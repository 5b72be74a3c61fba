namespace GenGpu.Reference.Bodies;

/// <summary>Functions of one double that the class library lacks or computes with cancellation, to a few units of 1e-16.</summary>
internal static class ScalarFunctions
{
    /// <summary>exp(x) - 1; near 0 by W. Kahan's quotient (u - 1) x / log(u), u = exp(x), in which the rounding errors of u cancel.</summary>
    public static double Expm1(double x)
    {
        if (Math.Abs(x) > 1)
            return Math.Exp(x) - 1;
        double u = Math.Exp(x);
        return u == 1 ? x : (u - 1) * x / Math.Log(u);
    }

    /// <summary>log(1 + x); near 0 by Kahan's quotient log(u) x / (u - 1), u = 1 + x.</summary>
    public static double Log1p(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : Math.Abs(x) > 1 ? Math.Log(u) : Math.Log(u) * x / (u - 1);
    }

    /// <summary>1 / (1 + exp(-x)).</summary>
    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)).</summary>
    public static double Softplus(double x) => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x)));

    /// <summary>
    /// The error function, by 2 / sqrt(pi) exp(-x^2) sum over n of 2^n x^(2n+1) / (1 3 ... (2n+1)): all terms have one sign
    /// (Abramowitz and Stegun 7.1.6). 1 beyond |x| = 6, where 1 - erf is below 2^-53.
    /// </summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x) || Math.Abs(x) >= 6)
            return double.IsNaN(x) ? x : Math.Sign(x);
        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>x to the power y for x &gt;= 0; NaN for negative x, as exp(y log x) gives.</summary>
    public static double Power(double x, double y) => x < 0 ? double.NaN : Math.Pow(x, y);
}
