namespace GenGpu.Models.Energies;

/// <summary>A part of the configuration space whose occupation is of interest: a well, a conformation, a sign of the magnetisation.</summary>
/// <param name="Name">Short name for tables.</param>
/// <param name="Contains">Whether a point x [dimensions] belongs to it. Basins of one energy do not overlap; they need not cover everything.</param>
/// <param name="ExactOccupation">P(basin) at beta = 1 and default parameters where it is known.</param>
public sealed record Basin(string Name, Func<ReadOnlySpan<double>, bool> Contains, double? ExactOccupation = null);
