using GenGpu.Core;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies;

/// <summary>
/// The XY model: U = -coupling sum over neighbouring sites of cos(theta_i - theta_j) on a periodic lattice in one or two dimensions; every coordinate is an angle in [-pi, pi).
/// A ring is exact at any temperature: Z = (2 pi)^N sum_n I_n(beta coupling)^N with the modified Bessel functions I_n.
/// </summary>
public sealed class XyEnergy : Energy
{
    // The transfer matrix needs about the root of beta J orders, and as many nodes for each; no run is colder.
    private const double LargestExact = 1e4;
    private readonly EnergyParameter _coupling;
    private readonly Lattice _lattice;
    private readonly Lazy<XyChain>? _chain;

    /// <summary>Creates the energy.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="lattice">The sites; along every axis longer than one site there are at least two.</param>
    /// <param name="coupling">J by default, above 0.</param>
    public XyEnergy(string name, Lattice lattice, double coupling = 1)
        : base(
            name,
            (lattice ?? throw new ArgumentNullException(nameof(lattice))).Sites,
            lattice.IsChain ? FormattableString.Invariant($"XY model on a ring of {lattice.Columns} sites") : FormattableString.Invariant($"XY model on {lattice.Rows} x {lattice.Columns} sites"),
            "U = -coupling sum over neighbours of cos(theta_i - theta_j)")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lattice.Columns, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(coupling);
        _lattice = lattice;
        _coupling = new EnergyParameter("coupling", coupling, "J, the strength of the bond between two neighbours");
        _chain = lattice.IsChain && coupling <= LargestExact ? new Lazy<XyChain>(() => new XyChain(lattice.Sites, coupling)) : null;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<EnergyParameter> Parameters => [_coupling];

    /// <inheritdoc/>
    protected override Energy WithParameters(Func<string, double> valueOf) => valueOf("coupling") is > 0 and var coupling
        ? new XyEnergy(Name, _lattice, coupling)
        : throw new UserErrorException(FormattableString.Invariant($"The coupling of the XY model must be above 0, not {valueOf("coupling")}."), 2);

    /// <inheritdoc/>
    public override bool IsAngular => true;

    /// <inheritdoc/>
    public override Lattice Lattice => _lattice;

    /// <inheritdoc/>
    /// <remarks>A uniform angle: no direction is preferred.</remarks>
    public override IReadOnlyList<double> Spread => [.. Enumerable.Repeat(Math.PI / Math.Sqrt(3), Dimensions)];

    /// <inheritdoc/>
    public override IReadOnlyList<Observable> Observables =>
    [
        new("bond", x => -Evaluate(x) / (_coupling.Default * Dimensions * (_lattice.IsChain ? 1 : 2)), _chain?.Value.Bond),
        new("magnetisation^2", MagnetisationSquared, _chain?.Value.MagnetisationSquared),
    ];

    /// <inheritdoc/>
    public override double? LogPartition(double beta) => IsKnown(beta) ? new XyChain(Dimensions, beta * _coupling.Default).LogPartition : null;

    /// <inheritdoc/>
    public override double? Entropy(double beta)
    {
        if (!IsKnown(beta))
            return null;
        XyChain chain = new(Dimensions, beta * _coupling.Default);
        return chain.LogPartition - (beta * _coupling.Default * Dimensions * chain.Bond);
    }

    /// <inheritdoc/>
    public override Value Emit(EnergyScope scope, Value x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ProgramBuilder g = scope.Program;
        Value bonds = g.Cos(g.Subtract(x, g.GatherRows(x, _lattice.Shift(0, 1))));
        if (!_lattice.IsChain)
            bonds = g.Add(bonds, g.Cos(g.Subtract(x, g.GatherRows(x, _lattice.Shift(1, 0)))));
        return g.Negate(g.Multiply(g.SumRows(bonds), scope.Parameter(_coupling)));
    }

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int row = 0; row < _lattice.Rows; row++)
        {
            for (int column = 0; column < _lattice.Columns; column++)
            {
                double angle = x[(row * _lattice.Columns) + column];
                sum += Math.Cos(angle - x[(row * _lattice.Columns) + ((column + 1) % _lattice.Columns)]);
                if (!_lattice.IsChain)
                    sum += Math.Cos(angle - x[((row + 1) % _lattice.Rows * _lattice.Columns) + column]);
            }
        }
        return -_coupling.Default * sum;
    }

    private bool IsKnown(double beta) => _lattice.IsChain && beta * _coupling.Default <= LargestExact;

    private static double MagnetisationSquared(ReadOnlySpan<double> x)
    {
        (double cosines, double sines) = (0, 0);
        foreach (double angle in x)
            (cosines, sines) = (cosines + Math.Cos(angle), sines + Math.Sin(angle));
        return ((cosines * cosines) + (sines * sines)) / ((double)x.Length * x.Length);
    }
}
