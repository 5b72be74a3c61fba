namespace GenGpu.Models.Metrics;

/// <summary>Nodes and weights of a quadrature in one or more dimensions: the integral of f is about sum_i weight_i f(node_i).</summary>
public sealed class QuadratureRule
{
    private readonly double[] _points;
    private readonly double[] _weights;

    internal QuadratureRule(int dimensions, double[] points, double[] weights)
    {
        Dimensions = dimensions;
        _points = points;
        _weights = weights;
    }

    /// <summary>Coordinates of a node.</summary>
    public int Dimensions { get; }

    /// <summary>Number of nodes.</summary>
    public int Count => _weights.Length;

    /// <summary>The weights, in the unit of volume.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>One node.</summary>
    /// <param name="index">Its index.</param>
    /// <returns>Its coordinates.</returns>
    public ReadOnlySpan<double> Point(int index) => _points.AsSpan(index * Dimensions, Dimensions);

    /// <summary>The nodes as a batch for a program: [dimensions, count] in single precision, sample contiguous.</summary>
    /// <returns>A new array.</returns>
    public float[] Points()
    {
        float[] values = new float[Dimensions * Count];
        for (int index = 0; index < Count; index++)
        {
            for (int axis = 0; axis < Dimensions; axis++)
                values[axis * Count + index] = (float)_points[index * Dimensions + axis];
        }
        return values;
    }

    /// <summary>The integral of a function.</summary>
    /// <param name="function">f.</param>
    /// <returns>sum_i weight_i f(node_i).</returns>
    public double Integrate(PointFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        double sum = 0;
        for (int index = 0; index < Count; index++)
            sum += _weights[index] * function(Point(index));
        return sum;
    }

    /// <summary>The logarithm of the integral of exp(log f), computed without overflow: log Z of an unnormalised density.</summary>
    /// <param name="logValues">log f at every node.</param>
    /// <returns>log sum_i weight_i exp(logValues_i).</returns>
    /// <exception cref="ArgumentException">There is not one value per node.</exception>
    public double LogIntegral(ReadOnlySpan<double> logValues)
    {
        if (logValues.Length != Count)
            throw new ArgumentException("One value per node is needed.", nameof(logValues));
        double largest = double.NegativeInfinity;
        foreach (double value in logValues)
            largest = Math.Max(largest, value);
        if (!double.IsFinite(largest))
            return largest;
        double sum = 0;
        for (int index = 0; index < Count; index++)
            sum += _weights[index] * Math.Exp(logValues[index] - largest);
        return largest + Math.Log(sum);
    }

    /// <summary>KL(p || q) = integral of p (log p - log q), from both logarithms at every node.</summary>
    /// <param name="logP">log p, normalised.</param>
    /// <param name="logQ">log q, normalised.</param>
    /// <returns>Nats.</returns>
    /// <exception cref="ArgumentException">There is not one value per node.</exception>
    public double KlDivergence(ReadOnlySpan<double> logP, ReadOnlySpan<double> logQ)
    {
        if (logP.Length != Count || logQ.Length != Count)
            throw new ArgumentException("One value per node is needed.");
        double sum = 0;
        for (int index = 0; index < Count; index++)
        {
            if (!double.IsNegativeInfinity(logP[index]))
                sum += _weights[index] * Math.Exp(logP[index]) * (logP[index] - logQ[index]);
        }
        return sum;
    }
}
