namespace GenGpu.Models.Energies;

/// <summary>What an expression does not say about an energy.</summary>
public sealed record ExpressionEnergySettings
{
    /// <summary>The name in results; null for the expression itself, cut to 40 characters.</summary>
    public string? Name { get; init; }

    /// <summary>Number of coordinates; null for the sites of the lattice, and without a lattice the largest coordinate used + 1.</summary>
    public int? Dimension { get; init; }

    /// <summary>A periodic lattice for <c>neighbours</c>, or null.</summary>
    public Lattice? Lattice { get; init; }

    /// <summary>Named parameters with their defaults.</summary>
    public IReadOnlyList<EnergyParameter> Parameters { get; init; } = [];

    /// <summary>A point near which samples lie, one number per coordinate or one for all; null for 0.</summary>
    public IReadOnlyList<double>? Centre { get; init; }

    /// <summary>About the standard deviation, one number per coordinate or one for all; null for 1.</summary>
    public IReadOnlyList<double>? Spread { get; init; }

    /// <summary>Whether every coordinate is an angle in [-pi, pi).</summary>
    public bool IsAngular { get; init; }

    /// <summary>Whether barriers divide several modes; nothing is known about an expression, so it is taken to be so unless said otherwise.</summary>
    public bool IsMultimodal { get; init; } = true;
}
