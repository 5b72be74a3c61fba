namespace GenGpu.Core.Programs;

/// <summary>Which sites of a lattice the taps of a convolution read: one permutation of the sites per tap when the lattice is periodic.</summary>
public sealed class PeriodicStencil
{
    /// <param name="taps">Taps of the kernel.</param>
    /// <param name="neighbours">Site that tap t reads at site i, at t * sites + i: as many for each tap as there are sites.</param>
    /// <exception cref="ArgumentException">There are not as many for each tap, or one is no site.</exception>
    public PeriodicStencil(int taps, IReadOnlyList<int> neighbours)
    {
        ArgumentNullException.ThrowIfNull(neighbours);
        Sites = taps < 1 ? 0 : neighbours.Count / taps;
        if (Sites == 0 || Sites * taps != neighbours.Count || neighbours.Any(n => n < 0 || n >= Sites))
            throw new ArgumentException($"A stencil of {taps} taps needs for each of them one neighbour per site; got {neighbours.Count} entries.", nameof(neighbours));
        Taps = taps;
        Neighbours = [.. neighbours];
    }

    /// <summary>Number of taps.</summary>
    public int Taps { get; }

    /// <summary>Number of sites.</summary>
    public int Sites { get; }

    /// <summary>Site that tap t reads at site i, at t * Sites + i.</summary>
    public IReadOnlyList<int> Neighbours { get; }

    /// <summary>
    /// A box of <paramref name="width"/> sites along every axis of a periodic lattice, around the site. Sites and taps count with the last axis fastest, and a tap reads
    /// the site plus its offset, so that weights lie as in PyTorch's Conv1d, Conv2d and Conv3d with circular padding: [out, channels, taps].
    /// </summary>
    /// <param name="width">Odd number of taps along each axis.</param>
    /// <param name="extents">Sites along each axis.</param>
    /// <exception cref="ArgumentException">The width is not odd and positive, or an extent is not positive.</exception>
    public static PeriodicStencil Box(int width, params int[] extents)
    {
        ArgumentNullException.ThrowIfNull(extents);
        if (width < 1 || width % 2 == 0 || extents.Length == 0 || extents.Any(e => e < 1))
            throw new ArgumentException($"A box needs an odd width and positive extents; got {width} on {string.Join(" x ", extents)}.", nameof(width));
        int sites = extents.Aggregate(1, (product, e) => checked(product * e));
        int taps = extents.Aggregate(1, (product, _) => checked(product * width));
        var neighbours = new int[checked(taps * sites)];
        for (int tap = 0; tap < taps; tap++)
        {
            for (int site = 0; site < sites; site++)
                neighbours[(tap * sites) + site] = Shifted(site, tap, width, extents);
        }

        return new PeriodicStencil(taps, neighbours);
    }

    private static int Shifted(int site, int tap, int width, int[] extents)
    {
        int target = 0, step = 1;
        for (int axis = extents.Length - 1; axis >= 0; axis--)
        {
            int extent = extents[axis], offset = (tap % width) - (width / 2);
            int position = ((site % extent) + offset) % extent;
            target += (position < 0 ? position + extent : position) * step;
            step *= extent;
            site /= extent;
            tap /= width;
        }

        return target;
    }
}
