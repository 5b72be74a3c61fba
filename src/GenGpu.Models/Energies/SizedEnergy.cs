namespace GenGpu.Models.Energies;

/// <summary>An entry of the catalog whose names end in a size.</summary>
/// <param name="Usual">The size in lists.</param>
/// <param name="IsLattice">Whether the size may be rows x columns.</param>
/// <param name="Smallest">Smallest count along an axis.</param>
/// <param name="Create">The energy of a name and a size; a plain number is a lattice of one row.</param>
internal sealed record SizedEnergy(string Usual, bool IsLattice, int Smallest, Func<string, Lattice, Energy> Create);
