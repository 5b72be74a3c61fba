using GenGpu.Core.Accelerators;
using GenGpu.Models.Metrics;

namespace GenGpu.Models.Targets;

/// <summary>
/// Exact masses of the cells of a two-dimensional grid under a Gaussian: per strip of the first axis, Gauss-Legendre quadrature of
/// p(x) [Phi(upper edge | x) - Phi(lower edge | x)], where y | x is normal with mean m_y + rho s_y (x - m_x) / s_x and standard deviation s_y sqrt(1 - rho^2).
/// </summary>
internal static class GaussianBinMasses
{
    private const int Order = 20;
    private const double Reach = 9.0;
    private const int MostPanels = 4096;
    private static readonly (double[] Nodes, double[] Weights) _rule = GaussLegendre.Rule(Order);

    /// <summary>Adds the weighted cell masses of one component; error below 1e-12 unless the correlation is within 1e-6 of one.</summary>
    /// <param name="component">The component.</param>
    /// <param name="grid">A grid of two axes.</param>
    /// <param name="masses">The cells, the first axis slowest.</param>
    public static void Add(GaussianComponent component, HistogramGrid grid, Span<double> masses)
    {
        int bins = grid.BinsPerAxis;
        double width = (grid.Upper - grid.Lower) / bins;
        double scaleX = component.Cholesky[0];
        double slope = component.Cholesky[2] / scaleX;
        double scaleY = component.Cholesky[3];
        double meanX = component.Mean[0];
        double meanY = component.Mean[1];
        if (slope == 0)
        {
            AddProduct(component, grid, masses);
            return;
        }

        // The integrand changes over s_x, and over the distance in x that moves the conditional law by its own width.
        double panelWidth = Math.Abs(slope) > 0 ? Math.Min(scaleX, scaleY / Math.Abs(slope)) : scaleX;
        double[] edges = new double[bins + 1];
        for (int strip = 0; strip < bins; strip++)
        {
            double left = Math.Max(grid.Lower + strip * width, meanX - Reach * scaleX);
            double right = Math.Min(grid.Lower + (strip + 1) * width, meanX + Reach * scaleX);
            if (right <= left)
                continue;
            int panels = (int)Math.Clamp(Math.Ceiling((right - left) / panelWidth), 1, MostPanels);
            double half = 0.5 * (right - left) / panels;
            for (int node = 0; node < panels * Order; node++)
            {
                double x = left + half * (2 * (node / Order) + 1 + _rule.Nodes[node % Order]);
                double weight = component.Weight * half * _rule.Weights[node % Order] * NormalFunctions.Density((x - meanX) / scaleX) / scaleX;
                double conditionalMean = meanY + slope * (x - meanX);
                for (int edge = 0; edge <= bins; edge++)
                    edges[edge] = NormalFunctions.Cdf((grid.Lower + edge * width - conditionalMean) / scaleY);
                for (int cell = 0; cell < bins; cell++)
                    masses[strip * bins + cell] += weight * (edges[cell + 1] - edges[cell]);
            }
        }
    }

    // Without correlation a mass is the product of those of the axes.
    private static void AddProduct(GaussianComponent component, HistogramGrid grid, Span<double> masses)
    {
        int bins = grid.BinsPerAxis;
        double[] first = AxisMasses(component.Mean[0], component.Cholesky[0], grid);
        double[] second = AxisMasses(component.Mean[1], component.Cholesky[3], grid);
        for (int cell = 0; cell < bins * bins; cell++)
            masses[cell] += component.Weight * first[cell / bins] * second[cell % bins];
    }

    private static double[] AxisMasses(double mean, double scale, HistogramGrid grid)
    {
        double width = (grid.Upper - grid.Lower) / grid.BinsPerAxis;
        double Edge(int edge) => (grid.Lower + (edge * width) - mean) / scale;
        return [.. Enumerable.Range(0, grid.BinsPerAxis).Select(bin => NormalFunctions.Mass(Edge(bin), Edge(bin + 1)))];
    }
}
