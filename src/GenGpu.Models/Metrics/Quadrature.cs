namespace GenGpu.Models.Metrics;

/// <summary>Quadrature rules for exact likelihoods and exact target values in one and two dimensions.</summary>
public static class Quadrature
{
    /// <summary>Gauss-Legendre panels: the interval is cut into equal panels with <paramref name="order"/> nodes each.</summary>
    /// <param name="lower">Lower end.</param>
    /// <param name="upper">Upper end, above <paramref name="lower"/>.</param>
    /// <param name="panels">Number of panels, at least 1; one per length over which the integrand changes is ample.</param>
    /// <param name="order">Nodes per panel.</param>
    /// <returns>A rule in one dimension.</returns>
    /// <exception cref="ArgumentException">The interval is empty or not finite.</exception>
    public static QuadratureRule Panels(double lower, double upper, int panels, int order = 16)
    {
        Check(lower, upper);
        ArgumentOutOfRangeException.ThrowIfLessThan(panels, 1);
        (double[] nodes, double[] weights) = GaussLegendre.Rule(order);
        double half = 0.5 * (upper - lower) / panels;
        double[] points = new double[panels * order];
        double[] scaled = new double[panels * order];
        for (int index = 0; index < points.Length; index++)
        {
            points[index] = lower + half * (2 * (index / order) + 1 + nodes[index % order]);
            scaled[index] = half * weights[index % order];
        }
        return new QuadratureRule(1, points, scaled);
    }

    /// <summary>
    /// The trapezoid rule with equally spaced nodes. For smooth functions that vanish at both ends it converges faster than any power of the spacing.
    /// </summary>
    /// <param name="lower">Lower end.</param>
    /// <param name="upper">Upper end, above <paramref name="lower"/>.</param>
    /// <param name="count">Number of nodes, at least 2, both ends included.</param>
    /// <returns>A rule in one dimension.</returns>
    /// <exception cref="ArgumentException">The interval is empty or not finite.</exception>
    public static QuadratureRule Trapezoid(double lower, double upper, int count)
    {
        Check(lower, upper);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        double step = (upper - lower) / (count - 1);
        double[] points = new double[count];
        double[] weights = new double[count];
        for (int index = 0; index < count; index++)
        {
            points[index] = lower + index * step;
            weights[index] = index == 0 || index == count - 1 ? 0.5 * step : step;
        }
        return new QuadratureRule(1, points, weights);
    }

    /// <summary>The product of two rules, the nodes of the first slowest.</summary>
    /// <param name="first">Rule of the leading coordinates.</param>
    /// <param name="second">Rule of the trailing coordinates.</param>
    /// <returns>A rule over all coordinates with first.Count x second.Count nodes.</returns>
    public static QuadratureRule Product(QuadratureRule first, QuadratureRule second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        int dimensions = first.Dimensions + second.Dimensions;
        double[] points = new double[first.Count * second.Count * dimensions];
        double[] weights = new double[first.Count * second.Count];
        for (int outer = 0; outer < first.Count; outer++)
        {
            for (int inner = 0; inner < second.Count; inner++)
            {
                int index = outer * second.Count + inner;
                first.Point(outer).CopyTo(points.AsSpan(index * dimensions));
                second.Point(inner).CopyTo(points.AsSpan(index * dimensions + first.Dimensions));
                weights[index] = first.Weights[outer] * second.Weights[inner];
            }
        }
        return new QuadratureRule(dimensions, points, weights);
    }

    /// <summary>The square [lower, upper]^2 by Gauss-Legendre panels on both axes.</summary>
    /// <param name="lower">Lower end of both axes.</param>
    /// <param name="upper">Upper end of both axes.</param>
    /// <param name="panels">Panels per axis.</param>
    /// <param name="order">Nodes per panel and axis.</param>
    /// <returns>A rule in two dimensions.</returns>
    public static QuadratureRule SquarePanels(double lower, double upper, int panels, int order = 16)
    {
        QuadratureRule axis = Panels(lower, upper, panels, order);
        return Product(axis, axis);
    }

    private static void Check(double lower, double upper)
    {
        if (!(double.IsFinite(lower) && double.IsFinite(upper) && upper > lower))
            throw new ArgumentException($"The interval from {lower} to {upper} is empty or not finite.");
    }
}
