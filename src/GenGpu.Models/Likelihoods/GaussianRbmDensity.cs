using GenGpu.Models.Metrics;

namespace GenGpu.Models.Likelihoods;

/// <summary>
/// Density of an RBM with Gaussian visibles: log q(v) = -F(v) - log Z, -F(v) = -sum (v - b)^2 / 2 s^2 + sum softplus(c + W (v / s^2)). log Z by enumeration of at most 20
/// hidden units - Z is then a sum of 2^H Gaussians - or by the trapezoid rule over one or two visibles.
/// </summary>
internal sealed class GaussianRbmDensity : ModelDensity
{
    private readonly RbmParameters _parameters;
    private readonly double[] _sigma;
    private readonly CancellationToken _cancellation;
    private readonly double _logPartition;

    /// <summary>Computes log Z.</summary>
    /// <param name="parameters">Weights and biases.</param>
    /// <param name="sigma">s, per visible.</param>
    /// <param name="cancellation">Ends enumeration and quadrature early.</param>
    public GaussianRbmDensity(RbmParameters parameters, double[] sigma, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        _parameters = parameters;
        _sigma = sigma;
        SmallestScale = sigma.Min();
        _logPartition = parameters.Hiddens <= RbmParameters.LargestEnumeration ? Enumerate() : Integrate();
    }

    /// <inheritdoc/>
    public override double? LogPartition => _logPartition;

    /// <inheritdoc/>
    public override double SmallestScale { get; }

    /// <inheritdoc/>
    public override double[] OnGrid(IReadOnlyList<double[]> axes, int refinement)
    {
        int inner = axes.Count == 1 ? 1 : axes[1].Length;
        double[] result = new double[axes[0].Length * inner];
        Span<double> point = stackalloc double[axes.Count];
        for (int index = 0; index < result.Length; index++)
        {
            _cancellation.ThrowIfCancellationRequested();
            point[0] = axes[0][index / inner];
            if (axes.Count == 2)
                point[1] = axes[1][index % inner];
            result[index] = NegativeFreeEnergy(point) - _logPartition;
        }

        return result;
    }

    /// <inheritdoc/>
    public override double[] AtPoints(ReadOnlySpan<float> points, int count, int refinement)
    {
        double[] result = new double[count];
        double[] point = new double[_sigma.Length];
        for (int index = 0; index < count; index++)
        {
            _cancellation.ThrowIfCancellationRequested();
            for (int axis = 0; axis < point.Length; axis++)
                point[axis] = points[axis * count + index];
            result[index] = NegativeFreeEnergy(point) - _logPartition;
        }

        return result;
    }

    /// <summary>-F(v).</summary>
    /// <param name="visible">v.</param>
    public double NegativeFreeEnergy(ReadOnlySpan<double> visible)
    {
        Span<double> scaled = visible.Length <= 256 ? stackalloc double[visible.Length] : new double[visible.Length];
        double quadratic = 0;
        for (int axis = 0; axis < scaled.Length; axis++)
        {
            double precision = 1 / (_sigma[axis] * _sigma[axis]);
            double distance = visible[axis] - _parameters.VisibleBias[axis];
            scaled[axis] = visible[axis] * precision;
            quadratic += distance * distance * precision;
        }

        return -0.5 * quadratic + _parameters.HiddenTerm(scaled);
    }

    private double Enumerate() => RbmParameters.LogSumOverStates(_parameters.Hiddens, hidden =>
    {
        double sum = 0;
        for (int unit = 0; unit < hidden.Length; unit++)
            sum += hidden[unit] * _parameters.HiddenBias[unit];
        for (int axis = 0; axis < _sigma.Length; axis++)
        {
            double bias = _parameters.VisibleBias[axis];
            double mean = bias;
            for (int unit = 0; unit < hidden.Length; unit++)
                mean += hidden[unit] * _parameters.Weight[unit * _sigma.Length + axis];
            sum += 0.5 * Math.Log(2 * Math.PI) + Math.Log(_sigma[axis]) + (mean * mean - bias * bias) / (2 * _sigma[axis] * _sigma[axis]);
        }

        return sum;
    }, _cancellation);

    private double Integrate()
    {
        QuadratureRule rule = AxisRule(0);
        if (_sigma.Length == 2)
            rule = Quadrature.Product(rule, AxisRule(1));
        double[] values = new double[rule.Count];
        for (int index = 0; index < values.Length; index++)
        {
            _cancellation.ThrowIfCancellationRequested();
            values[index] = NegativeFreeEnergy(rule.Point(index));
        }

        return rule.LogIntegral(values);
    }

    /// <summary>
    /// All means b + W^T h lie between the sums of the negative and of the positive weights. The density is a mixture of Gaussians of deviation s, for which the trapezoid rule
    /// with spacing d is off by a relative 2 exp(-2 pi^2 s^2 / d^2): 5e-9 at d = s, nothing at s / 2.
    /// </summary>
    private QuadratureRule AxisRule(int axis)
    {
        double lower = _parameters.VisibleBias[axis] - 9 * _sigma[axis];
        double upper = _parameters.VisibleBias[axis] + 9 * _sigma[axis];
        for (int unit = 0; unit < _parameters.Hiddens; unit++)
        {
            double weight = _parameters.Weight[unit * _sigma.Length + axis];
            lower += Math.Min(weight, 0);
            upper += Math.Max(weight, 0);
        }

        int count = (int)Math.Clamp(Math.Ceiling((upper - lower) / (0.5 * _sigma[axis])), 64, _sigma.Length == 1 ? 100_000 : 700);
        return Quadrature.Trapezoid(lower, upper, count + 1);
    }
}
