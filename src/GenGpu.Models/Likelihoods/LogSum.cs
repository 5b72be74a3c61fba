namespace GenGpu.Models.Likelihoods;

/// <summary>Sums of exponentials without overflow.</summary>
internal static class LogSum
{
    /// <summary>log sum exp(x).</summary>
    /// <param name="values">x, at least one.</param>
    public static double Exp(ReadOnlySpan<double> values)
    {
        double largest = double.NegativeInfinity;
        foreach (double value in values)
            largest = Math.Max(largest, value);
        if (!double.IsFinite(largest))
            return largest;
        double sum = 0;
        foreach (double value in values)
            sum += Math.Exp(value - largest);
        return largest + Math.Log(sum);
    }

    /// <summary>
    /// sum log(1 + exp(x)), as sum max(x, 0) + log of the product of 1 + exp(-|x|): every factor is at most 2, so up to 1,000 of them share one logarithm.
    /// </summary>
    /// <param name="values">x.</param>
    public static double Softplus(ReadOnlySpan<double> values)
    {
        double sum = 0;
        double product = 1;
        int factors = 0;
        foreach (double value in values)
        {
            sum += Math.Max(value, 0);
            product *= 1 + Math.Exp(-Math.Abs(value));
            if (++factors == 1000)
            {
                sum += Math.Log(product);
                (product, factors) = (1, 0);
            }
        }

        return sum + Math.Log(product);
    }
}
