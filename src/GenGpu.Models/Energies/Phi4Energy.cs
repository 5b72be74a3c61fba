using GenGpu.Core;
using GenGpu.Core.Programs;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Energies;

/// <summary>
/// The lattice field theory phi^4: S = sum_x [ m^2 phi^2 + lambda phi^4 + 2 d phi^2 - 2 sum_mu phi(x) phi(x + mu) ] on a periodic lattice in d = 1 or 2 dimensions, as in
/// Albergo, Kanwar and Shanahan 2019. Without lambda it is Gaussian and exact at any temperature; a chain is exact at beta = 1 by its transfer matrix.
/// </summary>
public sealed class Phi4Energy : Energy
{
    private readonly double _massSquared;
    private readonly double _lambda;
    private readonly EnergyParameter _massParameter;
    private readonly EnergyParameter _lambdaParameter;
    private readonly Lattice _lattice;
    private readonly LatticeModes? _modes;
    private readonly Lazy<Phi4Chain>? _chain;

    /// <summary>Creates the energy.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="lattice">The sites; along every axis longer than one site there are at least two.</param>
    /// <param name="massSquared">m^2 by default.</param>
    /// <param name="lambda">lambda by default, at least 0; 0 needs m^2 above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">S is not bounded below.</exception>
    public Phi4Energy(string name, Lattice lattice, double massSquared, double lambda)
        : base(
            name,
            (lattice ?? throw new ArgumentNullException(nameof(lattice))).Sites,
            Describe(lattice, massSquared, lambda),
            "S = sum_x [ massSquared phi^2 + lambda phi^4 + 2 d phi^2 - 2 sum_mu phi(x) phi(x + mu) ]")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lambda);
        if (lambda == 0)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(massSquared);
        ArgumentOutOfRangeException.ThrowIfLessThan(lattice.Columns, 2);
        (_lattice, _massSquared, _lambda) = (lattice, massSquared, lambda);
        _massParameter = new EnergyParameter("massSquared", massSquared, "m^2, the squared mass in units of the lattice");
        _lambdaParameter = new EnergyParameter("lambda", lambda, "coupling of phi^4");
        _modes = lambda == 0 ? new LatticeModes(lattice, massSquared) : null;
        _chain = lambda > 0 && lattice.IsChain ? new Lazy<Phi4Chain>(() => new Phi4Chain(lattice.Sites, massSquared, lambda, 1)) : null;
        double spread = Math.Sqrt(_modes?.Variance ?? (Math.Max(0, -massSquared) / (2 * lambda)) + (0.5 / (Math.Abs(massSquared) + Axes)));
        Spread = [.. Enumerable.Repeat(spread, Dimensions)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<EnergyParameter> Parameters => [_massParameter, _lambdaParameter];

    /// <inheritdoc/>
    protected override Energy WithParameters(Func<string, double> valueOf)
    {
        (double massSquared, double lambda) = (valueOf("massSquared"), valueOf("lambda"));
        if (!(lambda > 0) && !(lambda == 0 && massSquared > 0))
            throw new UserErrorException(FormattableString.Invariant($"phi^4 with massSquared {massSquared} and lambda {lambda} is not bounded below; lambda must be above 0, or 0 with massSquared above 0."), 2);
        return new Phi4Energy(Name, _lattice, massSquared, lambda);
    }

    /// <inheritdoc/>
    public override Lattice Lattice => _lattice;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Spread { get; }

    /// <inheritdoc/>
    public override bool IsMultimodal => _massSquared < 0;

    /// <inheritdoc/>
    /// <remarks>The signs of the magnetisation; S does not change with phi to -phi.</remarks>
    public override IReadOnlyList<Basin> Basins =>
    [
        new("positive", x => Sum(x) >= 0, 0.5),
        new("negative", x => Sum(x) < 0, 0.5),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Observable> Observables =>
    [
        new("phi^2", x => MeanProduct(x, 0, 0), _modes?.Variance ?? _chain?.Value.MeanSquare),
        new("neighbours", x => MeanProduct(x, 0, 1), _modes?.Neighbours ?? _chain?.Value.Neighbours),
        new("|magnetisation|", x => Math.Abs(Sum(x)) / Dimensions, _modes is null ? null : Math.Sqrt(2 / Math.PI * _modes.MagnetisationVariance)),
    ];

    /// <inheritdoc/>
    public override double? LogPartition(double beta) => _modes?.LogPartition(beta) ?? Chain(beta)?.LogPartition;

    /// <inheritdoc/>
    public override double? Entropy(double beta) => _modes is null ? Chain(beta)?.Entropy : _modes.LogPartition(beta) + (0.5 * Dimensions);

    /// <inheritdoc/>
    public override double? TwoPoint(double beta, int distance) => _modes?.TwoPoint(beta, distance);

    /// <inheritdoc/>
    public override Value Emit(EnergyScope scope, Value x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ProgramBuilder g = scope.Program;
        Value square = g.Square(x);
        Value diagonal = g.Add(scope.Parameter(_massParameter), Axes * 2f);
        Value site = g.MultiplyAdd(scope.Parameter(_lambdaParameter), square, diagonal);
        Value neighbours = g.GatherRows(x, _lattice.Shift(0, 1));
        if (!_lattice.IsChain)
            neighbours = g.Add(neighbours, g.GatherRows(x, _lattice.Shift(1, 0)));
        Value terms = g.MultiplyAdd(g.Multiply(x, -2f), neighbours, g.Multiply(site, square));
        return g.SumRows(terms);
    }

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int row = 0; row < _lattice.Rows; row++)
        {
            for (int column = 0; column < _lattice.Columns; column++)
            {
                double phi = x[(row * _lattice.Columns) + column];
                double neighbours = x[(row * _lattice.Columns) + ((column + 1) % _lattice.Columns)];
                if (!_lattice.IsChain)
                    neighbours += x[((row + 1) % _lattice.Rows * _lattice.Columns) + column];
                sum += phi * ((phi * (_massSquared + (2 * Axes) + (_lambda * phi * phi))) - (2 * neighbours));
            }
        }
        return sum;
    }

    /// <inheritdoc/>
    /// <remarks>At any temperature without lambda, otherwise never.</remarks>
    public override bool HasSampler(double beta) => _modes is not null && beta > 0;

    /// <inheritdoc/>
    /// <remarks>phi = R z with the symmetric root R of the covariance: one product with a constant matrix.</remarks>
    public override Value Sample(ProgramBuilder g, string site, double beta)
    {
        ArgumentNullException.ThrowIfNull(g);
        if (_modes is null)
            return base.Sample(g, site, beta);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(beta);
        Value root = g.Buffer(TargetBuffers.Get(g.Model, FormattableString.Invariant($"energy.{Name}.root{beta:R}"), Dimensions, Dimensions, _modes.Root(beta)));
        return g.Dense(root, g.Normal(Dimensions, $"{site}.normal"));
    }

    private int Axes => _lattice.IsChain ? 1 : 2;

    private Phi4Chain? Chain(double beta) => _chain is null ? null : beta == 1 ? _chain.Value : new Phi4Chain(_lattice.Sites, _massSquared, _lambda, beta);

    // The average of phi(x) phi(x + mu) over sites and the directions that exist.
    private double MeanProduct(ReadOnlySpan<double> x, int rows, int columns)
    {
        double sum = 0;
        for (int row = 0; row < _lattice.Rows; row++)
        {
            for (int column = 0; column < _lattice.Columns; column++)
            {
                double phi = x[(row * _lattice.Columns) + column];
                sum += phi * x[(((row + rows) % _lattice.Rows) * _lattice.Columns) + ((column + columns) % _lattice.Columns)];
            }
        }
        return sum / Dimensions;
    }

    private static double Sum(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double value in x)
            sum += value;
        return sum;
    }

    private static string Describe(Lattice lattice, double massSquared, double lambda)
    {
        string sites = lattice.IsChain ? FormattableString.Invariant($"a ring of {lattice.Columns} sites") : FormattableString.Invariant($"{lattice.Rows} x {lattice.Columns} sites");
        return lambda == 0
            ? FormattableString.Invariant($"free lattice field on {sites}, m^2 = {massSquared}: exact")
            : FormattableString.Invariant($"lattice field phi^4 on {sites}, m^2 = {massSquared}, lambda = {lambda}");
    }
}
