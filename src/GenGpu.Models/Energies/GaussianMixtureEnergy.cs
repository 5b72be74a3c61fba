using GenGpu.Core.Programs;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Energies;

/// <summary>
/// An equal mixture of round Gaussians as an energy, U = -log p, so Z(1) = 1. Modes far apart make it a test of mode coverage (gmm-40: Midgley et al. 2023).
/// In the plane log Z(beta), the entropy and the occupation of every mode come from quadrature.
/// </summary>
public sealed class GaussianMixtureEnergy : Energy
{
    private readonly GaussianMixture _mixture;
    private readonly double _deviation;
    private readonly double _normaliser;
    // [mode][axis].
    private readonly double[] _means;
    private readonly Lazy<BoltzmannPlane?> _plane;
    private readonly Lazy<double[]?> _occupations;

    /// <summary>Creates the energy.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="means">One mean per mode.</param>
    /// <param name="standardDeviation">The standard deviation of every coordinate in every mode.</param>
    /// <param name="description">One line for lists.</param>
    public GaussianMixtureEnergy(string name, IReadOnlyList<double[]> means, double standardDeviation, string description)
        : base(
            name,
            (means ?? throw new ArgumentNullException(nameof(means)))[0].Length,
            description,
            FormattableString.Invariant($"U = -log p, p an equal mixture of {means.Count} N(m_k, {standardDeviation}^2 I)"))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(standardDeviation);
        _deviation = standardDeviation;
        _mixture = GaussianMixture.Spherical(means, standardDeviation);
        _means = [.. means.SelectMany(mean => mean)];
        _normaliser = (Dimensions * (NormalFunctions.LogSqrtTwoPi + Math.Log(standardDeviation))) + Math.Log(means.Count);
        Centre = [.. _mixture.Mean];
        Spread = [.. Enumerable.Range(0, Dimensions).Select(axis => Math.Sqrt(_mixture.Covariance[(axis * Dimensions) + axis]))];
        _plane = new Lazy<BoltzmannPlane?>(() => Plane(1));
        _occupations = new Lazy<double[]?>(() => _plane.Value?.Masses((x, y) => Nearest([x, y]), means.Count));
    }

    /// <summary>The mixture.</summary>
    public GaussianMixture Mixture => _mixture;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Centre { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Spread { get; }

    /// <inheritdoc/>
    public override bool IsMultimodal => _mixture.Components.Count > 1;

    /// <inheritdoc/>
    /// <remarks>The points nearest to each mean; the exact occupations are good to 1e-4.</remarks>
    public override IReadOnlyList<Basin> Basins =>
    [
        .. Enumerable.Range(0, _mixture.Components.Count).Select(mode => new Basin(FormattableString.Invariant($"mode {mode + 1}"), x => Nearest(x) == mode, _occupations.Value?[mode])),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Observable> Observables =>
    [
        .. Enumerable.Range(0, Math.Min(2, Dimensions)).Select(axis => new Observable(FormattableString.Invariant($"x{axis}"), x => x[axis], Centre[axis])),
    ];

    /// <inheritdoc/>
    public override double? LogPartition(double beta) => beta == 1 ? 0 : Plane(beta)?.LogPartition;

    /// <inheritdoc/>
    public override double? Entropy(double beta) => beta == 1 ? _plane.Value?.Entropy : Plane(beta)?.Entropy;

    /// <inheritdoc/>
    public override Value Emit(EnergyScope scope, Value x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ProgramBuilder g = scope.Program;
        int count = _mixture.Components.Count;
        // |x - m_k|^2 coordinate by coordinate: the expanded form would cancel digits where |m_k| is many standard deviations.
        Value? distance = null;
        for (int axis = 0; axis < Dimensions; axis++)
        {
            float[] means = [.. _mixture.Components.Select(component => (float)component.Mean[axis])];
            Value column = g.Buffer(TargetBuffers.Get(g.Model, FormattableString.Invariant($"energy.{Name}.mean{axis}"), count, 1, means));
            Value shift = g.Subtract(g.SliceRows(x, axis, 1), column);
            distance = distance is null ? g.Square(shift) : g.MultiplyAdd(shift, shift, distance);
        }
        Value exponents = g.Multiply(distance!, (float)(-0.5 / (_deviation * _deviation)));
        return g.Subtract(g.Constant((float)_normaliser), g.LogSumExpRows(exponents));
    }

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> x)
    {
        double nearest = double.PositiveInfinity;
        for (int mode = 0; mode < _mixture.Components.Count; mode++)
            nearest = Math.Min(nearest, SquaredDistance(x, mode));
        double scale = -0.5 / (_deviation * _deviation);
        double sum = 0;
        for (int mode = 0; mode < _mixture.Components.Count; mode++)
        {
            double exponent = scale * (SquaredDistance(x, mode) - nearest);
            // Below exp(-45) nothing changes in double; quadrature spends its time here.
            sum += exponent > -45 ? Math.Exp(exponent) : 0;
        }
        return _normaliser - (scale * nearest) - Math.Log(sum);
    }

    /// <inheritdoc/>
    public override bool HasSampler(double beta) => beta == 1;

    /// <inheritdoc/>
    public override Value Sample(ProgramBuilder g, string site, double beta) =>
        HasSampler(beta) ? MixtureSampler.Emit(g, site, Name, _mixture) : base.Sample(g, site, beta);

    private int Nearest(ReadOnlySpan<double> x)
    {
        int nearest = 0;
        double smallest = double.PositiveInfinity;
        for (int mode = 0; mode < _mixture.Components.Count; mode++)
        {
            double distance = SquaredDistance(x, mode);
            if (distance < smallest)
                (nearest, smallest) = (mode, distance);
        }
        return nearest;
    }

    private double SquaredDistance(ReadOnlySpan<double> x, int mode)
    {
        double sum = 0;
        for (int axis = 0; axis < x.Length; axis++)
        {
            double shift = x[axis] - _means[(mode * x.Length) + axis];
            sum += shift * shift;
        }
        return sum;
    }

    private BoltzmannPlane? Plane(double beta)
    {
        double scale = _deviation / Math.Sqrt(Math.Max(1, beta));
        // Beyond this temperature the grid would need too many nodes.
        if (Dimensions != 2 || beta > 16 || beta < 0.01)
            return null;
        double reach = 10 * _deviation / Math.Sqrt(Math.Min(1, beta));
        return new BoltzmannPlane((x, y) => Evaluate([x, y]), beta, Ends(0, reach), Ends(1, reach), 2.5 * scale);
    }

    private double[] Ends(int axis, double reach) =>
        [_mixture.Components.Min(component => component.Mean[axis]) - reach, _mixture.Components.Max(component => component.Mean[axis]) + reach];
}
