using GenGpu.Core.Ops;
using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Binding;

/// <summary>
/// A dense_transposed over sites whose columns become rows that a scatter_add_rows adds up: the way back of a convolution. When every tap reads every site once, and
/// all channels alike, it is itself a convolution: y[c, j] = sum over taps t and rows r of W[r, c taps + t] x[r, Source(t, j)].
/// </summary>
internal sealed class SiteScatter
{
    private readonly int[] sources;

    private SiteScatter(Instruction product, int taps, int sites, int channels, int[] sources)
    {
        Product = product;
        Taps = taps;
        Sites = sites;
        Channels = channels;
        this.sources = sources;
    }

    /// <summary>The dense_transposed.</summary>
    public Instruction Product { get; }

    /// <summary>Taps of a channel.</summary>
    public int Taps { get; }

    /// <summary>Sites.</summary>
    public int Sites { get; }

    /// <summary>Channels of the result.</summary>
    public int Channels { get; }

    /// <summary>The site whose product a tap adds to site j.</summary>
    public int Source(int tap, int site) => sources[(tap * Sites) + site];

    /// <summary>The pattern behind a scatter_add_rows, or null when it is something else.</summary>
    public static SiteScatter? Of(Instruction scatter)
    {
        if (scatter.Op != OpTable.ScatterAddRows || scatter.Inputs[0].Producer is not { } view || view.Op != OpTable.BatchToSpace || view.Output.Shape.HasSites)
            return null;
        if (view.Inputs[0].Producer is not { } product || product.Op != OpTable.DenseTransposed || product.Inputs.Count != 2 || product.As<DenseAttributes>().Activation != Activation.None)
            return null;
        var own = scatter.As<RowIndexAttributes>();
        int sites = view.As<SitesAttributes>().Sites, channels = own.Rows / sites, depth = product.Output.Shape.Rows;
        if (channels * sites != own.Rows || depth % channels != 0)
            return null;
        int taps = depth / channels;
        int[] sources = new int[taps * sites];
        Array.Fill(sources, -1);
        for (int i = 0; i < own.Indices.Count; i++)
        {
            (int tap, int site) = (i / sites % taps, i % sites);
            int target = own.Indices[i] - (i / sites / taps * sites);
            if (target < 0 || target >= sites || (sources[(tap * sites) + target] is var known && known >= 0 && known != site))
                return null;
            sources[(tap * sites) + target] = site;
        }

        // Where all channels have as many entries as there are sites and none collides, every tap is a permutation, the same for all.
        return sources.Contains(-1) || !IsSameForAllChannels(own.Indices, taps * sites, sites) ? null : new SiteScatter(product, taps, sites, channels, sources);
    }

    private static bool IsSameForAllChannels(IReadOnlyList<int> indices, int block, int sites)
    {
        for (int i = block; i < indices.Count; i++)
        {
            if (indices[i] != indices[i - block] + sites)
                return false;
        }

        return true;
    }
}
