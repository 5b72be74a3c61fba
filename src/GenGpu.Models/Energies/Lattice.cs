namespace GenGpu.Models.Energies;

/// <summary>A periodic lattice of sites in one or two dimensions; site (i, j) has index i * Columns + j.</summary>
/// <param name="Rows">Sites along the first axis; 1 for a chain.</param>
/// <param name="Columns">Sites along the second axis.</param>
public sealed record Lattice(int Rows, int Columns)
{
    /// <summary>Number of sites.</summary>
    public int Sites => Rows * Columns;

    /// <summary>Whether there is one axis only.</summary>
    public bool IsChain => Rows == 1;

    /// <summary>For every site the index of the site shifted by (rows, columns), periodically.</summary>
    /// <param name="rows">Shift along the first axis.</param>
    /// <param name="columns">Shift along the second axis.</param>
    public int[] Shift(int rows, int columns)
    {
        int[] sites = new int[Sites];
        for (int site = 0; site < sites.Length; site++)
            sites[site] = (Wrap((site / Columns) + rows, Rows) * Columns) + Wrap((site % Columns) + columns, Columns);
        return sites;
    }

    private static int Wrap(int index, int count) => ((index % count) + count) % count;
}
