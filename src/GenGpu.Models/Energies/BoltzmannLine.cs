using GenGpu.Models.Metrics;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Energies;

/// <summary>
/// The law exp(-beta u(x)) / Z on the line by Gauss-Legendre panels, for any u that grows at both ends. The line is cut at given barriers into regions; each has its own
/// mass and quantiles, which are smooth however high the barriers are.
/// </summary>
public sealed class BoltzmannLine
{
    // exp(-60) of the largest density: what lies beyond the ends weighs less than 1e-20.
    private const double Depth = 60;
    private const int PanelsPerRegion = 256;
    private const int Order = 16;
    private static readonly (double[] Nodes, double[] Weights) _rule = GaussLegendre.Rule(Order);
    private readonly Func<double, double> _potential;
    private readonly double _beta;
    private readonly double _lowest;
    private readonly double[] _edges;
    private readonly double[][] _left;
    private readonly double[][] _right;

    /// <summary>Finds the interval that matters and integrates.</summary>
    /// <param name="potential">u(x), growing at both ends.</param>
    /// <param name="beta">Inverse temperature, above 0.</param>
    /// <param name="barriers">Points where the line is cut, ascending; may be empty.</param>
    public BoltzmannLine(Func<double, double> potential, double beta, params double[] barriers)
    {
        ArgumentNullException.ThrowIfNull(potential);
        ArgumentNullException.ThrowIfNull(barriers);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(beta);
        (_potential, _beta) = (potential, beta);
        (double lower, double upper, _lowest) = FindReach(barriers);
        _edges = [lower, .. barriers, upper];
        _left = new double[RegionCount][];
        _right = new double[RegionCount][];
        RegionMasses = new double[RegionCount];
        double total = 0;
        for (int region = 0; region < RegionCount; region++)
        {
            (_left[region], _right[region]) = Cumulate(region);
            total += _left[region][^1];
        }
        for (int region = 0; region < RegionCount; region++)
            RegionMasses[region] = _left[region][^1] / total;
        LogPartition = Math.Log(total) - (beta * _lowest);
        Entropy = LogPartition + (beta * Mean(potential));
    }

    /// <summary>log of the integral of exp(-beta u).</summary>
    public double LogPartition { get; }

    /// <summary>-E[log p] in nats.</summary>
    public double Entropy { get; }

    /// <summary>The masses of the regions between barriers, from left to right; they sum to 1.</summary>
    public double[] RegionMasses { get; }

    /// <summary>The interval that holds all but 1e-20 of the mass.</summary>
    public (double Lower, double Upper) Reach => (_edges[0], _edges[^1]);

    /// <summary>Number of regions: one more than barriers.</summary>
    public int RegionCount => _edges.Length - 1;

    /// <summary>E[f(x)].</summary>
    /// <param name="function">f, smooth within every region.</param>
    public double Mean(Func<double, double> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        double sum = 0;
        double total = 0;
        for (int region = 0; region < RegionCount; region++)
        {
            double width = Width(region);
            for (int panel = 0; panel < PanelsPerRegion; panel++)
            {
                for (int node = 0; node < Order; node++)
                {
                    double x = _edges[region] + (width * (panel + (0.5 * (1 + _rule.Nodes[node]))));
                    double mass = _rule.Weights[node] * width * Weight(x);
                    sum += mass * function(x);
                    total += mass;
                }
            }
        }
        return sum / total;
    }

    /// <summary>The point of a region below which Phi(z) of its mass lies; z is used in place of Phi(z) to keep both tails accurate.</summary>
    /// <param name="region">Index of the region.</param>
    /// <param name="z">A standard normal value.</param>
    /// <returns>The point, and its derivative by z.</returns>
    public (double Value, double Slope) Quantile(int region, double z)
    {
        bool fromRight = z > 0;
        double[] masses = fromRight ? _right[region] : _left[region];
        double wanted = NormalFunctions.Cdf(-Math.Abs(z)) * masses[^1];
        int panel = Array.BinarySearch(masses, wanted);
        panel = Math.Clamp(panel < 0 ? ~panel - 1 : panel, 0, PanelsPerRegion - 1);
        double rest = wanted - masses[panel];
        double width = Width(region);
        double near = fromRight ? _edges[region + 1] - (panel * width) : _edges[region] + (panel * width);
        double direction = fromRight ? -1 : 1;
        double low = 0;
        double high = width;
        // Bisection with the exact integral of a part of a panel: 52 halvings reach the last bit.
        for (int halving = 0; halving < 52; halving++)
        {
            double middle = 0.5 * (low + high);
            if (Part(near, direction * middle) < rest)
                low = middle;
            else
                high = middle;
        }
        double value = near + (direction * 0.5 * (low + high));
        return (value, NormalFunctions.Density(z) * masses[^1] / Weight(value));
    }

    private double Weight(double x) => Math.Exp(-_beta * (_potential(x) - _lowest));

    private double Width(int region) => (_edges[region + 1] - _edges[region]) / PanelsPerRegion;

    // Masses from one edge to each panel's end, starting at 0: from the left, and from the right.
    private (double[] Left, double[] Right) Cumulate(int region)
    {
        double width = Width(region);
        double[] left = new double[PanelsPerRegion + 1];
        double[] right = new double[PanelsPerRegion + 1];
        for (int panel = 0; panel < PanelsPerRegion; panel++)
        {
            left[panel + 1] = left[panel] + Part(_edges[region] + (panel * width), width);
            right[panel + 1] = right[panel] + Part(_edges[region + 1] - (panel * width), -width);
        }
        return (left, right);
    }

    private double Part(double start, double length)
    {
        double sum = 0;
        for (int node = 0; node < Order; node++)
            sum += _rule.Weights[node] * Weight(start + (length * 0.5 * (1 + _rule.Nodes[node])));
        return 0.5 * Math.Abs(length) * sum;
    }

    private (double Lower, double Upper, double Lowest) FindReach(double[] barriers)
    {
        double lower = (barriers.Length > 0 ? barriers[0] : 0) - 1;
        double upper = (barriers.Length > 0 ? barriers[^1] : 0) + 1;
        while (true)
        {
            double lowest = Lowest(lower, upper);
            bool reachedLeft = _beta * (_potential(lower) - lowest) > Depth;
            bool reachedRight = _beta * (_potential(upper) - lowest) > Depth;
            if (reachedLeft && reachedRight)
                return (lower, upper, lowest);
            double width = upper - lower;
            if (!(width < 1e9))
                throw new ArgumentException("The potential does not grow at both ends of the line.");
            lower -= reachedLeft ? 0 : 0.05 * width;
            upper += reachedRight ? 0 : 0.05 * width;
        }
    }

    private double Lowest(double lower, double upper)
    {
        double lowest = double.PositiveInfinity;
        for (int node = 0; node <= 400; node++)
            lowest = Math.Min(lowest, _potential(lower + ((upper - lower) * node / 400)));
        return lowest;
    }
}
