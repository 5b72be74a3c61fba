namespace GenGpu.Models.Targets;

/// <summary>One component w N(mean, covariance) of a Gaussian mixture, with the Cholesky factor L of its covariance (L L^T).</summary>
public sealed class GaussianComponent
{
    private readonly double[] _mean;
    private readonly double[] _covariance;
    private readonly double[] _cholesky;
    private readonly double _logNormaliser;

    internal GaussianComponent(double weight, double[] mean, double[] covariance, double[] cholesky)
    {
        Weight = weight;
        _mean = mean;
        _covariance = covariance;
        _cholesky = cholesky;
        _logNormaliser = Math.Log(weight) - mean.Length * NormalFunctions.LogSqrtTwoPi;
        for (int row = 0; row < mean.Length; row++)
            _logNormaliser -= Math.Log(cholesky[row * mean.Length + row]);
    }

    /// <summary>Number of coordinates.</summary>
    public int Dimensions => _mean.Length;

    /// <summary>Probability of the component.</summary>
    public double Weight { get; }

    /// <summary>Mean, [dimensions].</summary>
    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>Covariance, [dimensions, dimensions], row by row.</summary>
    public ReadOnlySpan<double> Covariance => _covariance;

    /// <summary>Lower triangular factor L with L L^T = covariance, row by row with zeros above the diagonal.</summary>
    public ReadOnlySpan<double> Cholesky => _cholesky;

    /// <summary>The squared Mahalanobis distance (x - mean)^T covariance^-1 (x - mean).</summary>
    /// <param name="point">x, [dimensions].</param>
    /// <returns>A squared distance in standard deviations.</returns>
    public double SquaredDistance(ReadOnlySpan<double> point)
    {
        Span<double> solved = _mean.Length <= 64 ? stackalloc double[_mean.Length] : new double[_mean.Length];
        return Whiten(point, solved);
    }

    /// <summary>z = L^-1 (x - mean), in which the component is a standard Gaussian, by forward substitution.</summary>
    /// <param name="point">x, [dimensions].</param>
    /// <param name="whitened">Receives z, [dimensions].</param>
    /// <returns>|z|^2.</returns>
    public double Whiten(ReadOnlySpan<double> point, Span<double> whitened)
    {
        int dimensions = _mean.Length;
        double sum = 0;
        for (int row = 0; row < dimensions; row++)
        {
            double rest = point[row] - _mean[row];
            for (int column = 0; column < row; column++)
                rest -= _cholesky[row * dimensions + column] * whitened[column];
            whitened[row] = rest / _cholesky[row * dimensions + row];
            sum += whitened[row] * whitened[row];
        }
        return sum;
    }

    /// <summary>covariance^-1 (mean - x), the score of this component alone, by substitution with L and then with L^T.</summary>
    /// <param name="point">x, [dimensions].</param>
    /// <param name="result">Receives the vector, [dimensions].</param>
    public void Pull(ReadOnlySpan<double> point, Span<double> result)
    {
        int dimensions = _mean.Length;
        for (int row = 0; row < dimensions; row++)
        {
            double rest = _mean[row] - point[row];
            for (int column = 0; column < row; column++)
                rest -= _cholesky[row * dimensions + column] * result[column];
            result[row] = rest / _cholesky[row * dimensions + row];
        }

        for (int row = dimensions - 1; row >= 0; row--)
        {
            double rest = result[row];
            for (int below = row + 1; below < dimensions; below++)
                rest -= _cholesky[below * dimensions + row] * result[below];
            result[row] = rest / _cholesky[row * dimensions + row];
        }
    }

    /// <summary>log w + log N(x; mean, covariance).</summary>
    /// <param name="point">x, [dimensions].</param>
    /// <returns>A natural logarithm.</returns>
    public double LogWeightedDensity(ReadOnlySpan<double> point) => _logNormaliser - 0.5 * SquaredDistance(point);
}
