namespace GenGpu.Models.Metrics;

/// <summary>Nodes and weights of Gauss-Legendre quadrature on [-1, 1], exact for polynomials up to degree 2 order - 1.</summary>
public static class GaussLegendre
{
    /// <summary>Computes the rule by Newton's method on the Legendre polynomial, started at cos(pi (i + 3/4) / (order + 1/2)).</summary>
    /// <param name="order">Number of nodes, 1 to 256.</param>
    /// <returns>Ascending nodes and their weights, which sum to 2.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The order is out of range.</exception>
    public static (double[] Nodes, double[] Weights) Rule(int order)
    {
        if (order is < 1 or > 256)
            throw new ArgumentOutOfRangeException(nameof(order), order, "The order must be between 1 and 256.");
        double[] nodes = new double[order];
        double[] weights = new double[order];
        for (int index = 0; index < (order + 1) / 2; index++)
        {
            double x = Math.Cos(Math.PI * (index + 0.75) / (order + 0.5));
            double derivative = 1;
            for (int iteration = 0; iteration < 100; iteration++)
            {
                (double value, derivative) = Legendre(order, x);
                double change = value / derivative;
                x -= change;
                if (Math.Abs(change) < 1e-16)
                    break;
            }
            (_, derivative) = Legendre(order, x);
            nodes[order - 1 - index] = x;
            nodes[index] = -x;
            weights[index] = weights[order - 1 - index] = 2 / ((1 - x * x) * derivative * derivative);
        }
        if (order % 2 == 1)
            nodes[order / 2] = 0;
        return (nodes, weights);
    }

    private static (double Value, double Derivative) Legendre(int order, double x)
    {
        double previous = 1;
        double current = x;
        for (int degree = 2; degree <= order; degree++)
            (previous, current) = (current, ((2 * degree - 1) * x * current - (degree - 1) * previous) / degree);
        return (current, order * (x * current - previous) / (x * x - 1));
    }
}
