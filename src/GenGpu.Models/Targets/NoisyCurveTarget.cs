using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Models.Metrics;

namespace GenGpu.Models.Targets;

/// <summary>
/// A curve in the plane with round noise: x = c(u) + sigma z, u uniform on [0, 1), z ~ N(0, I). Its density, the integral of N(x; c(u), sigma^2 I) over u, is a sum over Gauss-Legendre nodes that lie
/// closer than sigma: a Gaussian mixture to at least ten digits, from which everything else is exact.
/// </summary>
public sealed class NoisyCurveTarget : Target
{
    // A panel of 20 nodes per eight standard deviations of the noise.
    private const double PanelLength = 8;
    private const int PanelOrder = 20;
    private readonly Func<ProgramBuilder, Value, Value> _emit;
    private readonly double _noise;
    private readonly GaussianMixtureTarget _nodes;
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly double[] _weight;

    /// <summary>Creates the target.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">One line for lists.</param>
    /// <param name="formula">The definition, with the noise.</param>
    /// <param name="curve">c(u).</param>
    /// <param name="emit">Emits c(u), [2, batch], of u, [1, batch].</param>
    /// <param name="speed">Largest |c'(u)|.</param>
    /// <param name="noise">sigma.</param>
    /// <param name="pieces">The curve is smooth on each of so many equal parts of [0, 1).</param>
    public NoisyCurveTarget(
        string name, string description, string formula, Func<double, (double X, double Y)> curve, Func<ProgramBuilder, Value, Value> emit, double speed, double noise, int pieces = 1)
        : base(name, 2, description, formula)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(emit);
        (_emit, _noise) = (emit, noise);
        int panels = pieces * (int)Math.Ceiling(speed / pieces / (PanelLength * noise));
        QuadratureRule rule = Quadrature.Panels(0, 1, panels, PanelOrder);
        (_x, _y, _weight) = (new double[rule.Count], new double[rule.Count], rule.Weights.ToArray());
        for (int node = 0; node < _x.Length; node++)
            (_x[node], _y[node]) = curve(rule.Point(node)[0]);
        double[] covariance = [noise * noise, 0, 0, noise * noise];
        _nodes = new GaussianMixtureTarget(name, new GaussianMixture(_weight, [.. _x.Zip(_y, (x, y) => new[] { x, y })], [.. _x.Select(_ => covariance)]));
    }

    /// <inheritdoc/>
    public override GaussianMixture AsMixture => _nodes.Mixture;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Mean => _nodes.Mean;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Covariance => _nodes.Covariance;

    /// <inheritdoc/>
    public override double SmallestScale => _noise;

    /// <inheritdoc/>
    public override (double Lower, double Upper) Range => _nodes.Range;

    /// <inheritdoc/>
    /// <remarks>As the mixture's, several times faster for having one variance.</remarks>
    public override double LogDensity(ReadOnlySpan<double> point)
    {
        double scale = -0.5 / (_noise * _noise), sum = 0, nearest = double.PositiveInfinity;
        for (int node = 0; node < _x.Length; node++)
            nearest = Math.Min(nearest, SquaredDistance(point, node));
        for (int node = 0; node < _x.Length; node++)
            sum += _weight[node] * Math.Exp(scale * (SquaredDistance(point, node) - nearest));
        return (scale * nearest) + Math.Log(sum / (2 * Math.PI * _noise * _noise));
    }

    /// <inheritdoc/>
    public override UnivariateLaw Marginal(int axis) => _nodes.Marginal(axis);

    /// <inheritdoc/>
    public override UnivariateLaw Projection(ReadOnlySpan<double> direction) => _nodes.Projection(direction);

    /// <inheritdoc/>
    public override Value Sample(ProgramBuilder g, string site)
    {
        ArgumentNullException.ThrowIfNull(g);
        return g.MultiplyAdd(g.Normal(2, $"{site}.normal"), g.Constant((float)_noise), _emit(g, g.Uniform(1, $"{site}.position")));
    }

    /// <inheritdoc/>
    protected override double[]? ComputeBinMasses(HistogramGrid grid) => _nodes.BinMasses(grid);

    /// <inheritdoc/>
    /// <remarks>-log p averaged over the curve and, by the trapezoid rule, over the noise: the plane around it is mostly empty.</remarks>
    protected override double? ComputeEntropy()
    {
        const double spacing = 0.5;
        const int reach = 14;
        double entropy = 0;
        double[] point = new double[2];
        foreach (GaussianComponent node in AsMixture.Components)
        {
            double sum = 0, total = 0;
            for (int i = -reach; i <= reach; i++)
            {
                for (int j = -reach; j <= reach; j++)
                {
                    double weight = Math.Exp(-0.5 * spacing * spacing * ((i * i) + (j * j)));
                    (point[0], point[1]) = (node.Mean[0] + (_noise * spacing * i), node.Mean[1] + (_noise * spacing * j));
                    sum -= weight * LogDensity(point);
                    total += weight;
                }
            }

            entropy += node.Weight * sum / total;
        }

        return entropy;
    }

    private double SquaredDistance(ReadOnlySpan<double> point, int node)
    {
        double dx = point[0] - _x[node], dy = point[1] - _y[node];
        return (dx * dx) + (dy * dy);
    }
}
