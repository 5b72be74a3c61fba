using GenGpu.Models.Targets;

namespace GenGpu.Models.Metrics;

/// <summary>
/// A law cut into parts of equal mass, one per sample: W1 of n ascending samples x_i is the sum over i of the integral of |x_i - Q(u)| over u from i / n to (i + 1) / n. With
/// A(u) = integral of Q up to u = u Q(u) - H(Q(u)), H the integral of F, a sample outside of its own part costs |x_i / n - (A((i + 1) / n) - A(i / n))|, which takes two table
/// entries and no search. The table depends on the law and on n alone, so that all evaluations and all draws of a floor share it.
/// </summary>
internal sealed class QuantileTable
{
    private readonly TabulatedLaw _law;

    // Q(i / n) and A(i / n), i = 0 to n.
    private readonly (double Quantile, double Integral)[] _nodes;

    /// <summary>Makes the table.</summary>
    /// <param name="law">The law.</param>
    /// <param name="count">Number of samples, at least 1.</param>
    public QuantileTable(TabulatedLaw law, int count)
    {
        _law = law;
        _nodes = new (double, double)[count + 1];
        double[] quantiles = law.Quantiles(count);
        _nodes[0] = (double.NegativeInfinity, 0);
        for (int index = 1; index < count; index++)
            _nodes[index] = (quantiles[index - 1], ((double)index / count * quantiles[index - 1]) - law.CdfIntegral(quantiles[index - 1]));
        _nodes[count] = (double.PositiveInfinity, law.Mean);
    }

    /// <summary>W1 to ascending samples.</summary>
    /// <param name="sorted">As many samples as the table is made for.</param>
    public double Distance(ReadOnlySpan<float> sorted)
    {
        double share = 1.0 / sorted.Length;
        double sum = 0;
        (double lower, double before) = _nodes[0];
        for (int index = 0; index < sorted.Length; index++)
        {
            double x = sorted[index];
            (double upper, double after) = _nodes[index + 1];
            sum += x <= lower || x >= upper
                ? Math.Abs((x * share) - (after - before))
                : Inside(x, index * share, (index + 1) * share, before, after);
            (lower, before) = (upper, after);
        }

        return sum;
    }

    // The sample lies in its own part, which it cuts at u = F(x); A(F(x)) = F(x) x - H(x).
    private double Inside(double x, double begin, double end, double before, double after)
    {
        (double cdf, double integral) = _law.CdfAndIntegral(x);
        return (x * ((2 * cdf) - begin - end)) - (2 * ((cdf * x) - integral)) + before + after;
    }
}
