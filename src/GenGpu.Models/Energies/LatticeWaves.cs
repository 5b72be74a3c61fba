namespace GenGpu.Models.Energies;

/// <summary>
/// The real plane waves of a periodic lattice, orthonormal: products over the axes of 1 / sqrt L, sqrt(2 / L) cos(2 pi n j / L) and sqrt(2 / L) sin(2 pi n j / L) for
/// 0 &lt; n &lt; L / 2, and (-1)^j / sqrt L for even L. Every quadratic form that shifts leave as it is has them as eigenvectors.
/// </summary>
internal sealed class LatticeWaves
{
    private readonly Lattice _lattice;

    /// <summary>Counts the waves of a lattice.</summary>
    /// <param name="lattice">The sites.</param>
    public LatticeWaves(Lattice lattice)
    {
        _lattice = lattice;
        var classes = new Dictionary<(int, int), int>();
        Classes = new int[lattice.Sites];
        for (int wave = 0; wave < lattice.Sites; wave++)
        {
            (int first, int second) = (Momentum(wave / lattice.Columns), Momentum(wave % lattice.Columns));
            // The axes of a square are alike.
            if (lattice.Rows == lattice.Columns && first > second)
                (first, second) = (second, first);
            classes.TryAdd((first, second), classes.Count);
            Classes[wave] = classes[(first, second)];
        }

        ClassCount = classes.Count;
    }

    /// <summary>For every wave the number of its class: waves that reflections or the exchange of equal axes turn into each other are of one.</summary>
    public int[] Classes { get; }

    /// <summary>Number of classes.</summary>
    public int ClassCount { get; }

    /// <summary>The waves as rows, [sites, sites]; its transpose is its inverse.</summary>
    public float[] Matrix()
    {
        int sites = _lattice.Sites;
        float[] matrix = new float[sites * sites];
        for (int wave = 0; wave < sites; wave++)
        {
            for (int site = 0; site < sites; site++)
            {
                matrix[(wave * sites) + site] = (float)(Wave(wave / _lattice.Columns, site / _lattice.Columns, _lattice.Rows)
                    * Wave(wave % _lattice.Columns, site % _lattice.Columns, _lattice.Columns));
            }
        }

        return matrix;
    }

    // Waves of an axis in the order 1, cos 1, sin 1, cos 2, sin 2, ...; the last cosine of an even length has no sine.
    private static int Momentum(int wave) => (wave + 1) / 2;

    private static double Wave(int wave, int site, int length)
    {
        int n = Momentum(wave);
        double phase = 2 * Math.PI * n * site / length;
        if (n == 0 || 2 * n == length)
            return Math.Cos(phase) / Math.Sqrt(length);
        return Math.Sqrt(2.0 / length) * (wave % 2 == 1 ? Math.Cos(phase) : Math.Sin(phase));
    }
}
