using System.Collections.Concurrent;
using GenGpu.Core.Programs;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Energies;

/// <summary>
/// Independent copies of a double well in the plane: U = sum_k tilt x_k + quadratic x_k^2 + quartic x_k^4 + y_k^2 / 2, with the coordinates x_0, y_0, x_1, y_1, ... With one copy
/// the double well of Noe et al. 2019, with m copies "many-well" (Wu, Koehler, Noe 2020; Midgley et al. 2023). Everything is exact: one-dimensional quadrature at any temperature.
/// </summary>
public sealed class DoubleWellEnergy : Energy
{
    private readonly ConcurrentDictionary<double, BoltzmannLine> _lines = new();
    private readonly Lazy<double> _meanSquare;
    private readonly double _tilt;
    private readonly double _quadratic;
    private readonly double _quartic;

    /// <summary>Creates the energy.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="copies">Number of copies, at least 1; the dimension is twice that.</param>
    /// <param name="tilt">Coefficient of x, small enough to leave two wells.</param>
    /// <param name="quadratic">Coefficient of x^2, below 0.</param>
    /// <param name="quartic">Coefficient of x^4, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no two wells.</exception>
    public DoubleWellEnergy(string name, int copies, double tilt, double quadratic, double quartic)
        : base(name, 2 * copies, Describe(copies, tilt), FormulaOf(copies, tilt, quadratic, quartic))
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(quadratic, 0);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(quartic, 0);
        (_tilt, _quadratic, _quartic) = (tilt, quadratic, quartic);
        _meanSquare = new Lazy<double>(() => Line(1).Mean(x => x * x));
        Barrier = FindBarrier();
        Copies = copies;
        double right = Math.Sqrt(-quadratic / (2 * quartic));
        Spread = [.. Enumerable.Range(0, 2 * copies).Select(row => row % 2 == 0 ? right : 1)];
    }

    /// <summary>Number of copies.</summary>
    public int Copies { get; }

    /// <summary>The top of the barrier between the wells: the local maximum of U along x.</summary>
    public double Barrier { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Spread { get; }

    /// <inheritdoc/>
    public override bool IsMultimodal => true;

    /// <inheritdoc/>
    /// <remarks>The wells of the first copy, divided at x_0 = 0.</remarks>
    public override IReadOnlyList<Basin> Basins =>
    [
        new("left", x => x[0] < 0, LeftMass()),
        new("right", x => x[0] >= 0, 1 - LeftMass()),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Observable> Observables =>
    [
        new("x^2", MeanSquare, _meanSquare.Value),
        new("left share", LeftShare, LeftMass()),
    ];

    /// <inheritdoc/>
    public override double? LogPartition(double beta) => Copies * (Line(beta).LogPartition + (0.5 * Math.Log(2 * Math.PI / beta)));

    /// <inheritdoc/>
    public override double? Entropy(double beta) => Copies * (Line(beta).Entropy + (0.5 * (1 + Math.Log(2 * Math.PI / beta))));

    /// <inheritdoc/>
    public override Value Emit(EnergyScope scope, Value x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ProgramBuilder g = scope.Program;
        // One column of coefficients per power serves both kinds of rows: no rows are gathered, and none scattered by the gradient.
        Value square = g.Square(x);
        Value factor = g.MultiplyAdd(Column(g, "quartic", _quartic, 0), square, Column(g, "quadratic", _quadratic, 0.5));
        Value terms = _tilt == 0
            ? g.Multiply(factor, square)
            : g.MultiplyAdd(factor, square, g.Multiply(Column(g, "tilt", _tilt, 0), x));
        return g.SumRows(terms);
    }

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int row = 0; row < Dimensions; row += 2)
            sum += Potential(x[row]) + (0.5 * x[row + 1] * x[row + 1]);
        return sum;
    }

    /// <inheritdoc/>
    public override bool HasSampler(double beta) => beta > 0;

    /// <inheritdoc/>
    /// <remarks>A well by its mass, then its quantile by cubic pieces (<see cref="QuantileSampler"/>, error below 1e-6); y is normal.</remarks>
    public override Value Sample(ProgramBuilder g, string site, double beta)
    {
        ArgumentNullException.ThrowIfNull(g);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(beta);
        string table = FormattableString.Invariant($"energy.{Name}.quantiles{beta:R}");
        Value[] wells = QuantileSampler.Emit(g, site, table, new BoltzmannLine(Potential, beta, Barrier), Copies);
        Value normals = g.Multiply(g.Normal(Copies, $"{site}.y"), (float)(1 / Math.Sqrt(beta)));
        return g.ConcatenateRows([.. Enumerable.Range(0, Dimensions).Select(row => row % 2 == 0 ? wells[row / 2] : g.SliceRows(normals, row / 2, 1))]);
    }

    private double Potential(double x) => x * (_tilt + (x * (_quadratic + (_quartic * x * x))));

    private BoltzmannLine Line(double beta) => _lines.GetOrAdd(beta, value => new BoltzmannLine(Potential, value, 0));

    private double LeftMass() => Line(1).RegionMasses[0];

    private double MeanSquare(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int row = 0; row < Dimensions; row += 2)
            sum += x[row] * x[row];
        return sum / Copies;
    }

    private double LeftShare(ReadOnlySpan<double> x)
    {
        double count = 0;
        for (int row = 0; row < Dimensions; row += 2)
            count += x[row] < 0 ? 1 : 0;
        return count / Copies;
    }

    private Value Column(ProgramBuilder g, string what, double even, double odd)
    {
        float[] values = [.. Enumerable.Range(0, Dimensions).Select(row => (float)(row % 2 == 0 ? even : odd))];
        return g.Buffer(TargetBuffers.Get(g.Model, $"energy.{Name}.{what}", Dimensions, 1, values));
    }

    // Newton's method on u' = tilt + 2 quadratic x + 4 quartic x^3 from 0, where u' is nearly straight.
    private double FindBarrier()
    {
        double x = 0;
        for (int iteration = 0; iteration < 50; iteration++)
            x -= (_tilt + (2 * _quadratic * x) + (4 * _quartic * x * x * x)) / ((2 * _quadratic) + (12 * _quartic * x * x));
        // Between the inflection points u is concave; a stationary point elsewhere is a well.
        return double.IsFinite(x) && x * x < -_quadratic / (6 * _quartic)
            ? x
            : throw new ArgumentOutOfRangeException(nameof(_tilt), _tilt, "The tilt leaves no two wells.");
    }

    private static string Describe(int copies, double tilt) => copies == 1
        ? tilt == 0 ? "two equal wells, divided by a barrier of 4 kT" : "two wells of different depth"
        : FormattableString.Invariant($"{copies} independent tilted double wells, 2^{copies} modes");

    private static string FormulaOf(int copies, double tilt, double quadratic, double quartic)
    {
        string line = FormattableString.Invariant($"{(tilt == 0 ? "" : $"{tilt} x ")}{(quadratic < 0 ? "- " : "")}{Math.Abs(quadratic)} x^2 + {(quartic == 1 ? "" : $"{quartic} ")}x^4 + y^2/2");
        return copies == 1 ? $"U = {line}" : $"U = sum over {copies} pairs (x, y) of {line}";
    }
}
