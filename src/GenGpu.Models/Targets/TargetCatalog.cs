using GenGpu.Core;

namespace GenGpu.Models.Targets;

/// <summary>
/// The named targets: those of the classical benchmark, those with many narrow modes that Lin et al. (2018) measure mode collapse on, and planar ones on which diffusion models and flows are shown.
/// </summary>
public static class TargetCatalog
{
    private static readonly Dictionary<string, Func<Target>> _targets = new(StringComparer.OrdinalIgnoreCase)
    {
        ["1d-bimodal"] = () => new ModePatternTarget(
            "1d-bimodal",
            [[-0.5], [0.5]],
            new TargetParameter("separation", 3, 0, "distance of the two modes"),
            0.4,
            "two well separated modes",
            "equal mixture of N(m, 0.4^2), m in {-1.5, 1.5}"),
        ["1d-trimodal"] = () => Line("1d-trimodal", "three modes", 0.35, -2, 0, 2),
        ["1d-quadmodal"] = () => Line("1d-quadmodal", "four narrow modes", 0.3, -2.5, -0.8, 0.8, 2.5),
        ["1d-beta"] = () => new BetaTarget(),
        ["1d-poisson"] = () => new PoissonTarget(),
        ["2d-mix-gauss"] = () => new ModePatternTarget(
            "2d-mix-gauss",
            [[0.5, 0.5], [0.5, -0.5], [-0.5, 0.5], [-0.5, -0.5]],
            new TargetParameter("separation", 3, 0, "distance of neighbouring modes"),
            0.5,
            "four round modes on a square",
            "equal mixture of N((+-1.5, +-1.5), 0.5^2 I)"),
        ["2d-gmm"] = () => new GaussianMixtureTarget(
            "2d-gmm",
            new GaussianMixture(
                null,
                [[1.5, 1.5], [1.5, -1.5], [-1.5, 1.5], [-1.5, -1.5]],
                [[0.5, 0.4, 0.4, 0.5], [0.5, -0.4, -0.4, 0.5], [0.5, 0, 0, 0.5], [0.2, 0, 0, 0.8]]),
            "four modes of different shape, two of them strongly correlated",
            "equal mixture of N((1.5, 1.5), [.5 .4; .4 .5]), N((1.5, -1.5), [.5 -.4; -.4 .5]), N((-1.5, 1.5), .5 I), N((-1.5, -1.5), diag(.2, .8))"),
        ["ring-8"] = () => new ModePatternTarget(
            "ring-8",
            Ring(8),
            new TargetParameter("radius", 1, 0, "radius of the circle"),
            0.01,
            "eight narrow modes on a circle, a test of mode collapse",
            "equal mixture of N((cos(k pi / 4), sin(k pi / 4)), 0.01^2 I), k = 0 ... 7"),
        ["grid-25"] = () => new GaussianMixtureTarget(
            "grid-25",
            GaussianMixture.Spherical([.. Enumerable.Range(0, 25).Select(k => new[] { 2.0 * (k % 5 - 2), 2.0 * (k / 5 - 2) })], 0.05),
            "25 narrow modes on a square grid, a test of mode collapse",
            "equal mixture of N(m, 0.05^2 I), m in {-4, -2, 0, 2, 4}^2"),
        ["circle"] = PlaneCurves.Circle,
        ["line"] = PlaneCurves.Line,
        ["two-moons"] = PlaneCurves.TwoMoons,
        ["eight-gaussians"] = EightGaussians,
        ["swiss-roll"] = PlaneCurves.SwissRoll,
        ["pinwheel"] = () => new PinwheelTarget(),
        ["checkerboard"] = () => new CheckerboardTarget(),
    };

    /// <summary>The names, in the order of lists.</summary>
    public static IReadOnlyCollection<string> Names => _targets.Keys;

    /// <summary>All named targets, in the order of <see cref="Names"/>.</summary>
    /// <returns>New instances.</returns>
    public static IReadOnlyList<Target> All() => [.. _targets.Values.Select(create => create())];

    /// <summary>The target with a name.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>A new instance.</returns>
    /// <exception cref="UserErrorException">No target has this name; the message suggests the nearest one.</exception>
    public static Target Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _targets.TryGetValue(name, out Func<Target>? create)
            ? create()
            : throw new UserErrorException($"There is no target '{name}'{NameSuggestion.Hint(name, Names)}", exitCode: 2);
    }

    private static ModePatternTarget EightGaussians() => new(
        "eight-gaussians",
        Ring(8),
        new TargetParameter("radius", 2 * Math.Sqrt(2), 0, "radius of the circle"),
        Math.Sqrt(2) / 4,
        "eight round modes on a circle",
        "equal mixture of N(2 sqrt(2) (cos(pi k / 4), sin(pi k / 4)), (sqrt(2) / 4)^2 I), k = 0 .. 7");

    private static double[][] Ring(int modes) =>
        [.. Enumerable.Range(0, modes).Select(k => new[] { Math.Cos(2 * Math.PI * k / modes), Math.Sin(2 * Math.PI * k / modes) })];

    private static GaussianMixtureTarget Line(string name, string description, double standardDeviation, params double[] means)
    {
        string list = string.Join(", ", means.Select(mean => FormattableString.Invariant($"{mean}")));
        return new GaussianMixtureTarget(
            name,
            GaussianMixture.Spherical([.. means.Select(mean => new[] { mean })], standardDeviation),
            description,
            FormattableString.Invariant($"equal mixture of N(m, {standardDeviation}^2), m in {{{list}}}"));
    }
}
