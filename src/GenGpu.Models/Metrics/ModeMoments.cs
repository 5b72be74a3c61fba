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

    /// <summary>
    /// Fewest samples of a mode whose covariance means something: 25 (d + 1). Of n samples of a Gaussian, E |C - I|^2 = (d^2 + d) / (n - 1), so the error of a perfect model is about sqrt((d + 1) / (n - 1)):
    /// 0.2 with this number, a fifth of what a mode shrunk to a point scores, while with d + 1 samples it would be 1 and more.
    /// </summary>
    /// <param name="dimensions">d, at least 1.</param>
    public static int SmallestCount(int dimensions) => 25 * (dimensions + 1);

    /// <summary>|C / c - I| / sqrt(d), Frobenius norm, with C = sum (z - mean) (z - mean)^T / (n - 1) the covariance of the samples and c I that of a standard Gaussian cut at a radius.</summary>
    /// <param name="radius">The radius within which samples were taken.</param>
    /// <returns>The error; NaN with fewer than <see cref="SmallestCount"/> samples.</returns>
    public double CovarianceError(double radius)
    {
        if (Count < SmallestCount(dimensions))
            return double.NaN;
        // E[z_i^2 ; |z| <= r] = P(chi^2_(d+2) <= r^2), by parts.
        double cut = MassWithin(dimensions + 2, radius) / MassWithin(dimensions, radius);
        double sum = 0;
        for (int row = 0; row < dimensions; row++)
        {
            for (int column = 0; column < dimensions; column++)
            {
                double covariance = (_products[row * dimensions + column] - (_sums[row] * _sums[column] / Count)) / (Count - 1);
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
