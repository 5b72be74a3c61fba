using GenGpu.Core.Programs;

namespace GenGpu.Models.Targets;

/// <summary>The named curves with noise.</summary>
internal static class PlaneCurves
{
    private const double TwoPi = 2 * Math.PI;

    /// <summary>A circle of radius 2.</summary>
    public static NoisyCurveTarget Circle() => new(
        "circle",
        "a thin ring",
        "x = 2 (cos a, sin a) + 0.1 z, a uniform on [0, 2 pi), z ~ N(0, I)",
        u => (2 * Math.Cos(TwoPi * u), 2 * Math.Sin(TwoPi * u)),
        (g, u) => Turn(g, u * (float)TwoPi) * 2f,
        2 * TwoPi,
        0.1);

    /// <summary>A straight segment.</summary>
    public static NoisyCurveTarget Line() => new(
        "line",
        "a thin segment, strongly correlated",
        "x = (2, 1) s + 0.1 z, s uniform on [-1, 1), z ~ N(0, I)",
        u => (2 * ((2 * u) - 1), (2 * u) - 1),
        (g, u) =>
        {
            Value s = g.MultiplyAdd(u, g.Constant(2f), g.Constant(-1f));
            return g.ConcatenateRows(s * 2f, s);
        },
        2 * Math.Sqrt(5),
        0.1);

    /// <summary>Two interleaved half circles.</summary>
    public static NoisyCurveTarget TwoMoons() => new(
        "two-moons",
        "two interleaved half circles",
        "x = (2 cos a - 1, 2 sin a - 0.2) or (1 - 2 cos a, 0.8 - 2 sin a), as likely, + 0.2 z, a uniform on [0, pi), z ~ N(0, I)",
        u =>
        {
            double moon = Math.Floor(2 * u), angle = Math.PI * ((2 * u) - moon), side = 1 - (2 * moon);
            return ((2 * side * Math.Cos(angle)) - side, (2 * side * Math.Sin(angle)) + moon - 0.2);
        },
        (g, u) =>
        {
            Value moon = g.Floor(u * 2f);
            Value side = g.MultiplyAdd(moon, g.Constant(-2f), g.Constant(1f));
            Value around = Turn(g, g.MultiplyAdd(u, g.Constant(2f), -moon) * MathF.PI);
            return g.MultiplyAdd(around, side * 2f, g.ConcatenateRows(-side, moon - 0.2f));
        },
        4 * Math.PI,
        0.2,
        pieces: 2);

    /// <summary>A spiral of one and a half turns.</summary>
    public static NoisyCurveTarget SwissRoll() => new(
        "swiss-roll",
        "a spiral",
        "x = (a cos a, a sin a) / 5 + 0.2 z, a uniform on [1.5 pi, 4.5 pi), z ~ N(0, I)",
        u =>
        {
            double angle = 1.5 * Math.PI * (1 + (2 * u));
            return (0.2 * angle * Math.Cos(angle), 0.2 * angle * Math.Sin(angle));
        },
        (g, u) =>
        {
            Value angle = g.MultiplyAdd(u, g.Constant(3 * MathF.PI), g.Constant(1.5f * MathF.PI));
            return Turn(g, angle) * (angle * 0.2f);
        },
        0.6 * Math.PI * Math.Sqrt(1 + (20.25 * Math.PI * Math.PI)),
        0.2);

    private static Value Turn(ProgramBuilder g, Value angle) => g.ConcatenateRows(g.Cos(angle), g.Sin(angle));
}
