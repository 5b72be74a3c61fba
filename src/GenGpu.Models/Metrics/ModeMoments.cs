using GenGpu.Models.Targets;

namespace GenGpu.Models.Metrics;

/// <summary>First and second moments of the samples near one mode, in coordinates in which the mode is a standard Gaussian.</summary>
/// <param name="dimensions">Number of coordinates d.</param>
public sealed class ModeMoments(int dimensions)
{
    private readonly double[] _sums = new double[dimensions];
    private readonly double[] _products = new double[dimensions * dimensions];

    /// <summary>Samples added.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a sample.</summary>
    /// <param name="whitened">L^-1 (x - mean), [dimensions].</param>
    public void Add(ReadOnlySpan<double> whitened)
    {
        Count++;
        for (int row = 0; row < dimensions; row++)
        {
            _sums[row] += whitened[row];
            for (int column = 0; column < dimensions; column++)
                _products[row * dimensions + column] += whitened[row] * whitened[column];
        }
    }

    /// <summary>|C / c - I| / sqrt(d) with C the covariance of the samples and c I that of a standard Gaussian cut at a radius.</summary>
    /// <param name="radius">The radius within which samples were taken.</param>
    /// <returns>The error; NaN with fewer than d + 1 samples.</returns>
    public double CovarianceError(double radius)
    {
        if (Count <= dimensions)
            return double.NaN;
        // E[z_i^2 ; |z| <= r] = P(chi^2_(d+2) <= r^2), by parts.
        double cut = MassWithin(dimensions + 2, radius) / MassWithin(dimensions, radius);
        double sum = 0;
        for (int row = 0; row < dimensions; row++)
        {
            for (int column = 0; column < dimensions; column++)
            {
                double covariance = (_products[row * dimensions + column] / Count) - (_sums[row] / Count * (_sums[column] / Count));
                double difference = (covariance / cut) - (row == column ? 1 : 0);
                sum += difference * difference;
            }
        }

        return Math.Sqrt(sum / dimensions);
    }

    /// <summary>
    /// P(|z| &lt;= r) of a standard Gaussian in d dimensions, that is P(chi^2_d &lt;= r^2): erf(r / sqrt 2) for d = 1, 1 - exp(-r^2 / 2) for d = 2, and
    /// P_(d+2) = P_d - (r^2 / 2)^(d/2) exp(-r^2 / 2) / Gamma(d / 2 + 1).
    /// </summary>
    /// <param name="dimensions">d, at least 1.</param>
    /// <param name="radius">r.</param>
    public static double MassWithin(int dimensions, double radius)
    {
        double half = radius * radius / 2;
        bool isOdd = dimensions % 2 == 1;
        double mass = isOdd ? NormalFunctions.Mass(-radius, radius) : 1 - Math.Exp(-half);
        // (r^2 / 2)^(d/2) exp(-r^2 / 2) / Gamma(d / 2 + 1) of the smallest d, then by Gamma(x + 1) = x Gamma(x).
        double term = isOdd ? Math.Sqrt(half) * Math.Exp(-half) / (Math.Sqrt(Math.PI) / 2) : half * Math.Exp(-half);
        for (int d = isOdd ? 1 : 2; d < dimensions; d += 2)
        {
            mass -= term;
            term *= half / ((d / 2.0) + 1);
        }

        return mass;
    }
}
