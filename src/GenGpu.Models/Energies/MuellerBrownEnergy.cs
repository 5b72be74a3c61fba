using System.Collections.Concurrent;
using GenGpu.Core.Programs;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Energies;

/// <summary>
/// The potential of Mueller and Brown (1979), scaled for kT = 1: U = 0.15 (sum_k A_k exp(a_k (x - x_k)^2 + b_k (x - x_k)(y - y_k) + c_k (y - y_k)^2) + 146.7). Three wells lie along
/// a bent valley that runs down the direction of x - y, so its saddles divide the plane at x - y = -1.446 and -0.081. Exact values by quadrature for beta from 0.05 to 16.
/// </summary>
public sealed class MuellerBrownEnergy : Energy
{
    private const double Scale = 0.15;
    private const double Offset = 146.7;
    private const double FirstSaddle = -1.446;
    private const double SecondSaddle = -0.081;
    private static readonly double[] _heights = [-200, -100, -170, 15];
    private static readonly double[] _xx = [-1, -1, -6.5, 0.7];
    private static readonly double[] _xy = [0, 0, 11, 0.6];
    private static readonly double[] _yy = [-10, -10, -6.5, 0.7];
    private static readonly double[] _x = [1, 0, -0.5, -1];
    private static readonly double[] _y = [0, 0.5, 1.5, 1];
    private static readonly ConcurrentDictionary<double, BoltzmannPlane> _planes = new();
    private static readonly ConcurrentDictionary<double, PlaneSampler> _samplers = new();
    private static readonly Lazy<double[]> _occupations = new(() => Plane(1).Masses((s, _) => Well(s), 3));

    /// <summary>Creates the energy.</summary>
    public MuellerBrownEnergy()
        : base("mueller-brown", 2, "three wells along a bent valley", "U = 0.15 (sum_k A_k exp(a_k dx^2 + b_k dx dy + c_k dy^2) + 146.7), Mueller and Brown 1979")
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Centre { get; } = [-0.4, 1];

    /// <inheritdoc/>
    public override IReadOnlyList<double> Spread { get; } = [0.45, 0.6];

    /// <inheritdoc/>
    public override bool IsMultimodal => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Basin> Basins =>
    [
        new("upper left", x => Well(x[0] - x[1]) == 0, _occupations.Value[0]),
        new("middle", x => Well(x[0] - x[1]) == 1, _occupations.Value[1]),
        new("lower right", x => Well(x[0] - x[1]) == 2, _occupations.Value[2]),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Observable> Observables =>
    [
        new("x", x => x[0], Plane(1).Mean((s, t) => 0.5 * (t + s))),
        new("y", x => x[1], Plane(1).Mean((s, t) => 0.5 * (t - s))),
    ];

    /// <inheritdoc/>
    /// <remarks>The area element is ds dt / 2 for s = x - y, t = x + y.</remarks>
    public override double? LogPartition(double beta) => IsKnown(beta) ? Plane(beta).LogPartition - Math.Log(2) : null;

    /// <inheritdoc/>
    public override double? Entropy(double beta) => IsKnown(beta) ? Plane(beta).Entropy - Math.Log(2) : null;

    /// <inheritdoc/>
    public override Value Emit(EnergyScope scope, Value x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ProgramBuilder g = scope.Program;
        // One row per term: [4, batch].
        Value dx = g.Subtract(g.SliceRows(x, 0, 1), Column(g, "x", _x));
        Value dy = g.Subtract(g.SliceRows(x, 1, 1), Column(g, "y", _y));
        Value mixed = g.MultiplyAdd(dx, Column(g, "xx", _xx), g.Multiply(dy, Column(g, "xy", _xy)));
        Value exponent = g.MultiplyAdd(dx, mixed, g.Multiply(g.Square(dy), Column(g, "yy", _yy)));
        Value heights = Column(g, "heights", [.. _heights.Select(height => Scale * height)]);
        return g.Add(g.SumRows(g.Multiply(g.Exp(exponent), heights)), (float)(Scale * Offset));
    }

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> x) => Potential(x[0], x[1]);

    /// <inheritdoc/>
    /// <remarks>For beta from 0.25 to 2: x - y from its marginal law, then x + y from its conditional law, which has one peak (<see cref="PlaneSampler"/>, points good to 1e-4).</remarks>
    public override bool HasSampler(double beta) => beta is >= 0.25 and <= 2;

    /// <inheritdoc/>
    public override Value Sample(ProgramBuilder g, string site, double beta)
    {
        ArgumentNullException.ThrowIfNull(g);
        if (!HasSampler(beta))
            return base.Sample(g, site, beta);
        double reach = Reach(beta);
        PlaneSampler sampler = _samplers.GetOrAdd(beta, value => new PlaneSampler((s, t) => Potential(0.5 * (t + s), 0.5 * (t - s)), value, (-2 - reach, -2 + reach), (-reach, reach)));
        (Value s, Value t) = sampler.Emit(g, site, FormattableString.Invariant($"energy.mueller-brown.sampler{beta:R}"));
        return g.Multiply(g.ConcatenateRows(g.Add(t, s), g.Subtract(t, s)), 0.5f);
    }

    // The last term alone confines: it is at least 15 exp(0.4 r^2) at a distance r from (-1, 1), and 30 / 0.15 covers the depth of the wells.
    private static double Reach(double beta) => Math.Sqrt(2 * Math.Log((30 + (60 / beta)) / (Scale * _heights[3])) / 0.4);

    private static double Potential(double x, double y)
    {
        double sum = Offset;
        for (int term = 0; term < 4; term++)
        {
            (double dx, double dy) = (x - _x[term], y - _y[term]);
            sum += _heights[term] * Math.Exp((_xx[term] * dx * dx) + (_xy[term] * dx * dy) + (_yy[term] * dy * dy));
        }
        return Scale * sum;
    }

    private static int Well(double s) => s < FirstSaddle ? 0 : s < SecondSaddle ? 1 : 2;

    private static bool IsKnown(double beta) => beta is >= 0.05 and <= 16;

    private static BoltzmannPlane Plane(double beta) => _planes.GetOrAdd(beta, value =>
    {
        double reach = Reach(value);
        return new BoltzmannPlane(
            (s, t) => Potential(0.5 * (t + s), 0.5 * (t - s)),
            value,
            [-2 - reach, FirstSaddle, SecondSaddle, -2 + reach],
            [-reach, reach],
            0.2 / Math.Sqrt(Math.Max(1, value)));
    });

    private static Value Column(ProgramBuilder g, string what, double[] values) =>
        g.Buffer(TargetBuffers.Get(g.Model, $"energy.mueller-brown.{what}", 4, 1, [.. values.Select(value => (float)value)]));
}
