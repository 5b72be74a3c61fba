using GenGpu.Core.Programs;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Energies;

/// <summary>
/// Neal's funnel (Neal 2003) as U = -log p: x_0 ~ N(0, 3^2), x_i ~ N(0, exp(x_0)), i = 1 .. d - 1. Its scale changes by orders of magnitude along x_0. At any temperature x_0 is
/// normal with variance 9 / beta around (d - 1) (1 - beta) 9 / (2 beta), so everything is known in closed form.
/// </summary>
public sealed class FunnelEnergy : Energy
{
    private const double Variance = 9;
    private readonly double _normaliser;

    /// <summary>Creates the energy.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dimensions">d, at least 2.</param>
    public FunnelEnergy(string name, int dimensions)
        : base(name, dimensions, "a funnel: one coordinate sets the scale of all others", FormattableString.Invariant($"U = -log p, x0 ~ N(0, 3^2), x_i ~ N(0, exp(x0)), i = 1..{dimensions - 1}"))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 2);
        _normaliser = (dimensions * NormalFunctions.LogSqrtTwoPi) + (0.5 * Math.Log(Variance));
        // Wider than exp(0 / 2), narrower than the root of E[exp(x0)], which a few samples dominate.
        Spread = [3, .. Enumerable.Repeat(Math.E, dimensions - 1)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Spread { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Basin> Basins =>
    [
        new("neck", x => x[0] < -3, NormalFunctions.Cdf(-1)),
        new("middle", x => x[0] is >= -3 and <= 3, NormalFunctions.Mass(-1, 1)),
        new("mouth", x => x[0] > 3, NormalFunctions.Cdf(-1)),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Observable> Observables =>
    [
        new("x0", x => x[0], 0),
        new("x0^2", x => x[0] * x[0], Variance),
    ];

    /// <inheritdoc/>
    /// <remarks>The integral over x_i of p(x_i | x_0)^beta is (2 pi exp(x_0))^((1 - beta) / 2) / sqrt(beta); what is left is Gaussian in x_0.</remarks>
    public override double? LogPartition(double beta)
    {
        double slope = 0.5 * (Dimensions - 1) * (1 - beta);
        return (Dimensions * (1 - beta) * NormalFunctions.LogSqrtTwoPi) - (0.5 * Dimensions * Math.Log(beta))
            + (0.5 * (1 - beta) * Math.Log(Variance)) + (0.5 * slope * slope * Variance / beta);
    }

    /// <inheritdoc/>
    public override double? Entropy(double beta) =>
        (Dimensions * (NormalFunctions.LogSqrtTwoPi + 0.5 - (0.5 * Math.Log(beta)))) + (0.5 * Math.Log(Variance)) + (0.5 * (Dimensions - 1) * Centred(beta));

    /// <inheritdoc/>
    public override Value Emit(EnergyScope scope, Value x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ProgramBuilder g = scope.Program;
        Value scale = g.SliceRows(x, 0, 1);
        Value squares = g.SumRows(g.Square(g.SliceRows(x, 1, Dimensions - 1)));
        Value wide = g.Multiply(scale, g.MultiplyAdd(scale, g.Constant((float)(0.5 / Variance)), g.Constant(0.5f * (Dimensions - 1))));
        Value narrow = g.MultiplyAdd(squares, g.Multiply(g.Exp(g.Negate(scale)), 0.5f), wide);
        return g.Add(narrow, (float)_normaliser);
    }

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> x)
    {
        double squares = 0;
        for (int row = 1; row < Dimensions; row++)
            squares += x[row] * x[row];
        return (0.5 * x[0] * x[0] / Variance) + (0.5 * (Dimensions - 1) * x[0]) + (0.5 * Math.Exp(-x[0]) * squares) + _normaliser;
    }

    /// <inheritdoc/>
    public override bool HasSampler(double beta) => beta > 0;

    /// <inheritdoc/>
    public override Value Sample(ProgramBuilder g, string site, double beta)
    {
        ArgumentNullException.ThrowIfNull(g);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(beta);
        Value normals = g.Normal(Dimensions, $"{site}.normal");
        Value scale = g.MultiplyAdd(g.SliceRows(normals, 0, 1), g.Constant((float)Math.Sqrt(Variance / beta)), g.Constant((float)Centred(beta)));
        Value deviation = g.Multiply(g.Exp(g.Multiply(scale, 0.5f)), (float)(1 / Math.Sqrt(beta)));
        return g.ConcatenateRows(scale, g.Multiply(g.SliceRows(normals, 1, Dimensions - 1), deviation));
    }

    // The mean of x_0 at this temperature.
    private double Centred(double beta) => 0.5 * (Dimensions - 1) * (1 - beta) * Variance / beta;
}
