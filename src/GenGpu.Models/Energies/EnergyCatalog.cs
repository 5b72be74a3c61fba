using System.Globalization;
using GenGpu.Core;

namespace GenGpu.Models.Energies;

/// <summary>The named energies. Some names end in a size: <c>many-well-32</c>, <c>funnel-10</c>, <c>phi4-8x8</c>, <c>phi4-16</c> (a ring).</summary>
public static class EnergyCatalog
{
    private const int LargestDimension = 4096;

    private static readonly Dictionary<string, Func<Energy>> _named = new(StringComparer.OrdinalIgnoreCase)
    {
        ["double-well"] = () => new DoubleWellEnergy("double-well", 1, 0, -4, 1),
        ["double-well-tilted"] = () => new DoubleWellEnergy("double-well-tilted", 1, -0.5, -6, 1),
        ["mueller-brown"] = () => new MuellerBrownEnergy(),
        ["wolfe-quapp"] = () => new WolfeQuappEnergy(),
        ["gmm-9"] = () => new GaussianMixtureEnergy("gmm-9", Square(3, 5), Math.Sqrt(0.3), "nine round modes on a square of spacing 5"),
        ["gmm-40"] = () => new GaussianMixtureEnergy("gmm-40", GmmMeans.Forty, Math.Log(1 + Math.E), "forty round modes at random places in [-40, 40]^2"),
        ["dw4"] = () => new DoubleWellClusterEnergy(),
        ["lj13"] = () => new LennardJonesClusterEnergy("lj13", 13),
    };

    private static readonly Dictionary<string, SizedEnergy> _sized = new(StringComparer.OrdinalIgnoreCase)
    {
        ["many-well"] = new("32", false, 2, (name, sites) => new DoubleWellEnergy(name, Even(name, sites.Columns) / 2, -0.5, -6, 1)),
        ["funnel"] = new("10", false, 2, (name, sites) => new FunnelEnergy(name, sites.Columns)),
        ["gaussian"] = new("16", false, 1, (name, sites) => new GaussianEnergy(name, new double[sites.Columns], Identity(sites.Columns))),
        ["phi4"] = new("8x8", true, 2, (name, sites) => new Phi4Energy(name, sites, -4, 8)),
        ["phi4-free"] = new("8x8", true, 2, (name, sites) => new Phi4Energy(name, sites, 1, 0)),
        ["xy"] = new("16", true, 2, (name, sites) => new XyEnergy(name, sites)),
    };

    /// <summary>The names, those with a size at their usual one, in the order of lists.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. _named.Keys, .. _sized.Select(entry => $"{entry.Key}-{entry.Value.Usual}")];

    /// <summary>All energies of <see cref="Names"/>, in that order.</summary>
    /// <returns>New instances.</returns>
    public static IReadOnlyList<Energy> All() => [.. Names.Select(Get)];

    /// <summary>The energy with a name; sizes may differ from those in <see cref="Names"/>.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>A new instance.</returns>
    /// <exception cref="UserErrorException">No energy has this name (the message suggests the nearest one), or its size does not fit.</exception>
    public static Energy Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_named.TryGetValue(name, out Func<Energy>? create))
            return create();
        if (_sized.TryGetValue(name, out SizedEnergy? unsized))
            throw new UserErrorException($"The energy '{name}' needs a size, for example {name.ToLowerInvariant()}-{unsized.Usual}.", exitCode: 2);
        int dash = name.LastIndexOf('-');
        string size = name[(dash + 1)..];
        if (dash > 0 && _sized.TryGetValue(name[..dash], out SizedEnergy? sized))
            return sized.Create(name.ToLowerInvariant(), Sites(name, name[..dash].ToLowerInvariant(), size, sized));
        string hint = Nearest(name) is string nearest ? $"; did you mean '{nearest}'?" : $"; known: {string.Join(", ", Names)}";
        throw new UserErrorException($"There is no energy '{name}'{hint}", exitCode: 2);
    }

    /// <summary>Whether a text is meant as a name of the catalog: it is one, or begins as one that takes a size.</summary>
    /// <param name="text">The text.</param>
    public static bool Claims(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int dash = text.LastIndexOf('-');
        return _named.ContainsKey(text) || _sized.ContainsKey(text) || (dash > 0 && _sized.ContainsKey(text[..dash]));
    }

    /// <summary>The name of the catalog nearest to a mistyped one, with its size if it has one, or null when none is near.</summary>
    /// <param name="name">What was typed.</param>
    public static string? Nearest(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // A mistyped name with a size of its own is compared with all names of that size. Long texts are no names, and comparing them is slow.
        if (name.Length > 40)
            return null;
        string size = name[(name.LastIndexOf('-') + 1)..];
        bool hasSize = size.Length > 0 && char.IsAsciiDigit(size[0]);
        return NameSuggestion.Nearest(name, hasSize ? [.. Names, .. _sized.Keys.Select(prefix => $"{prefix}-{size}")] : Names);
    }

    private static Lattice Sites(string name, string prefix, string size, SizedEnergy energy)
    {
        string[] parts = size.ToLowerInvariant().Split('x');
        int[] counts = new int[parts.Length];
        bool isSize = parts.Length <= (energy.IsLattice ? 2 : 1);
        for (int part = 0; part < parts.Length && isSize; part++)
            isSize = int.TryParse(parts[part], NumberStyles.None, CultureInfo.InvariantCulture, out counts[part]);
        string what = energy.IsLattice ? "a number of sites along a ring, or rows x columns" : "a number of dimensions";
        if (!isSize)
            throw new UserErrorException($"'{size}' in the energy '{name}' is no size; expected {what}, for example {prefix}-{energy.Usual}.", exitCode: 2);
        if (counts.Any(count => count < energy.Smallest) || counts.Aggregate(1L, (product, count) => Math.Min(int.MaxValue, product * count)) > LargestDimension)
            throw new UserErrorException($"The size of the energy '{name}' is out of range; expected {what}, each at least {energy.Smallest} and not more than {LargestDimension} together.", exitCode: 2);
        return counts.Length == 1 ? new Lattice(1, counts[0]) : new Lattice(counts[0], counts[1]);
    }

    private static int Even(string name, int dimensions) => dimensions % 2 == 0
        ? dimensions
        : throw new UserErrorException(FormattableString.Invariant($"The energy '{name}' is made of pairs of coordinates; its size must be even, for example many-well-{dimensions + 1}."), exitCode: 2);

    private static double[][] Square(int side, double spacing) =>
        [.. Enumerable.Range(0, side * side).Select(mode => new[] { spacing * ((mode / side) - (0.5 * (side - 1))), spacing * ((mode % side) - (0.5 * (side - 1))) })];

    private static double[] Identity(int dimensions)
    {
        double[] matrix = new double[dimensions * dimensions];
        for (int row = 0; row < dimensions; row++)
            matrix[(row * dimensions) + row] = 1;
        return matrix;
    }
}
