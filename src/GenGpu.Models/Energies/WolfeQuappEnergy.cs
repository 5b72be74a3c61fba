using System.Collections.Concurrent;
using GenGpu.Core.Programs;

namespace GenGpu.Models.Energies;

/// <summary>
/// The modified potential of Wolfe and Quapp: U = 2 (a^4 + b^4 - 2 a^2 - 4 b^2 + 2 a b + 0.8 a + 0.1 b + 9.28) in coordinates turned by -0.15 pi, (a, b) = (c x - s y, s x + c y),
/// c = cos, s = sin of that angle (Quapp 2005, J. Chem. Phys. 122, 174106; modified by Invernizzi and Parrinello 2019, J. Chem. Theory Comput. 15, 2187, and widely used since to test
/// enhanced sampling). Two states, at about (-1.9, 0.8) and (1.8, -0.8), whose best separation is no coordinate. Exact values by quadrature for beta from 0.05 to 16.
/// </summary>
public sealed class WolfeQuappEnergy : Energy
{
    private static readonly double _cosine = Math.Cos(-0.15 * Math.PI);
    private static readonly double _sine = Math.Sin(-0.15 * Math.PI);
    private static readonly ConcurrentDictionary<double, BoltzmannPlane> _planes = new();
    private static readonly ConcurrentDictionary<double, PlaneSampler> _samplers = new();
    private static readonly Lazy<double> _left = new(() => Plane(1).Mean((x, _) => x < 0 ? 1 : 0));

    /// <summary>Creates the energy.</summary>
    public WolfeQuappEnergy()
        : base(
            "wolfe-quapp",
            2,
            "two states behind a bent barrier (modified Wolfe-Quapp)",
            "U = 2 (a^4 + b^4 - 2 a^2 - 4 b^2 + 2 a b + 0.8 a + 0.1 b + 9.28), (a, b) = (x, y) turned by -0.15 pi")
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Spread { get; } = [1.6, 1];

    /// <inheritdoc/>
    public override bool IsMultimodal => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Basin> Basins =>
    [
        new("left", x => x[0] < 0, _left.Value),
        new("right", x => x[0] >= 0, 1 - _left.Value),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Observable> Observables =>
    [
        new("x", x => x[0], Plane(1).Mean((x, _) => x)),
        new("y", x => x[1], Plane(1).Mean((_, y) => y)),
    ];

    /// <inheritdoc/>
    public override double? LogPartition(double beta) => IsKnown(beta) ? Plane(beta).LogPartition : null;

    /// <inheritdoc/>
    public override double? Entropy(double beta) => IsKnown(beta) ? Plane(beta).Entropy : null;

    /// <inheritdoc/>
    public override Value Emit(EnergyScope scope, Value x)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ProgramBuilder g = scope.Program;
        (Value first, Value second) = (g.SliceRows(x, 0, 1), g.SliceRows(x, 1, 1));
        Value a = g.MultiplyAdd(first, g.Constant((float)_cosine), g.Multiply(second, (float)-_sine));
        Value b = g.MultiplyAdd(first, g.Constant((float)_sine), g.Multiply(second, (float)_cosine));
        (Value aa, Value bb) = (g.Square(a), g.Square(b));
        // 2 a^4 - 4 a^2 and 2 b^4 - 8 b^2 by Horner's rule; the mixed term and 1.6 a share the factor a.
        Value u = g.MultiplyAdd(aa, g.MultiplyAdd(aa, g.Constant(2), g.Constant(-4)), g.Constant(18.56f));
        u = g.MultiplyAdd(bb, g.MultiplyAdd(bb, g.Constant(2), g.Constant(-8)), u);
        u = g.MultiplyAdd(a, g.MultiplyAdd(b, g.Constant(4), g.Constant(1.6f)), u);
        return g.MultiplyAdd(b, g.Constant(0.2f), u);
    }

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> x) => Potential(x[0], x[1]);

    /// <inheritdoc/>
    /// <remarks>For beta from 0.25 to 2: b from its marginal law, then a from its conditional law, whose barriers are low (<see cref="PlaneSampler"/>, points good to 1e-4).</remarks>
    public override bool HasSampler(double beta) => beta is >= 0.25 and <= 2;

    /// <inheritdoc/>
    public override Value Sample(ProgramBuilder g, string site, double beta)
    {
        ArgumentNullException.ThrowIfNull(g);
        if (!HasSampler(beta))
            return base.Sample(g, site, beta);
        double reach = Reach(beta);
        PlaneSampler sampler = _samplers.GetOrAdd(beta, value => new PlaneSampler((b, a) => Turned(a, b), value, (-reach, reach), (-reach, reach)));
        (Value b, Value a) = sampler.Emit(g, site, FormattableString.Invariant($"energy.wolfe-quapp.sampler{beta:R}"));
        return g.ConcatenateRows(
            g.MultiplyAdd(a, g.Constant((float)_cosine), g.Multiply(b, (float)_sine)),
            g.MultiplyAdd(b, g.Constant((float)_cosine), g.Multiply(a, (float)-_sine)));
    }

    private static double Potential(double x, double y) => Turned((_cosine * x) - (_sine * y), (_sine * x) + (_cosine * y));

    private static double Turned(double a, double b) => 2 * ((a * a * ((a * a) - 2)) + (b * b * ((b * b) - 4)) + (2 * a * b) + (0.8 * a) + (0.1 * b) + 9.28);

    private static bool IsKnown(double beta) => beta is >= 0.05 and <= 16;

    private static double Reach(double beta)
    {
        // a^4 + b^4 is at least r^4 / 2.
        double reach = 3;
        while ((reach * reach * ((reach * reach) - 10)) - (2 * reach) < 60 / beta)
            reach += 0.1;
        return reach;
    }

    private static BoltzmannPlane Plane(double beta) => _planes.GetOrAdd(beta, value =>
    {
        double reach = Reach(value);
        return new BoltzmannPlane(Potential, value, [-reach, 0, reach], [-reach, reach], 0.4 / Math.Sqrt(Math.Max(1, value)));
    });
}
