using GenGpu.Core.Ops;
using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Binding;

/// <summary>
/// A dense_transposed over sites whose columns become rows that a scatter_add_rows adds up: the way back of a convolution. When no tap reaches a site twice, and all channels
/// are alike, it is itself a convolution: y[c, j] = sum over the taps t that reach j and rows r of W[r, c taps + t] x[r, Source(t, j)]. All taps reach all sites where the
/// convolution was evaluated everywhere; where it was evaluated at some sites only, others are reached by some taps only.
/// </summary>
internal sealed class SiteScatter
{
    private readonly int[] sources;

    private SiteScatter(Instruction product, int taps, int sites, int targets, int channels, int[] sources)
    {
        Product = product;
        Taps = taps;
        Sites = sites;
        Targets = targets;
        Channels = channels;
        this.sources = sources;
    }

    /// <summary>The dense_transposed.</summary>
    public Instruction Product { get; }

    /// <summary>Taps of a channel.</summary>
    public int Taps { get; }

    /// <summary>Sites of the product.</summary>
    public int Sites { get; }

    /// <summary>Sites of a channel of the result.</summary>
    public int Targets { get; }

    /// <summary>Channels of the result.</summary>
    public int Channels { get; }

    /// <summary>The site whose product a tap adds to site j of the result, or -1.</summary>
    public int Source(int tap, int target) => sources[(tap * Targets) + target];

    /// <summary>The pattern behind a scatter_add_rows, or null when it is something else.</summary>
    public static SiteScatter? Of(Instruction scatter)
    {
        if (scatter.Op != OpTable.ScatterAddRows || scatter.Inputs[0].Producer is not { } view || view.Op != OpTable.BatchToSpace || view.Output.Shape.HasSites)
            return null;
        if (view.Inputs[0].Producer is not { } product || product.Op != OpTable.DenseTransposed || product.Inputs.Count != 2 || product.As<DenseAttributes>().Activation != Activation.None)
            return null;
        var own = scatter.As<RowIndexAttributes>();
        int sites = view.As<SitesAttributes>().Sites, depth = product.Output.Shape.Rows;
        // The number of channels shows in the period of the indices; one channel always fits, but every channel would then have weights of its own.
        for (int channels = Math.Min(depth, own.Rows); channels > 0; channels--)
        {
            if (depth % channels == 0 && own.Rows % channels == 0 && IsSameForAllChannels(own.Indices, depth / channels * sites, own.Rows / channels))
                return Sources(own.Indices, depth / channels, sites, own.Rows / channels) is { } sources ? new SiteScatter(product, depth / channels, sites, own.Rows / channels, channels, sources) : null;
        }

        return null;
    }

    /// <summary>Source of each tap and target of the first channel; null when a tap reaches a target twice, or none reaches it.</summary>
    private static int[]? Sources(IReadOnlyList<int> indices, int taps, int sites, int targets)
    {
        int[] sources = new int[taps * targets];
        Array.Fill(sources, -1);
        for (int i = 0; i < taps * sites; i++)
        {
            (int tap, int site) = (i / sites, i % sites);
            if (sources[(tap * targets) + indices[i]] >= 0)
                return null;
            sources[(tap * targets) + indices[i]] = site;
        }

        bool isReached = Enumerable.Range(0, targets).All(target => Enumerable.Range(0, taps).Any(tap => sources[(tap * targets) + target] >= 0));
        return isReached ? sources : null;
    }

    private static bool IsSameForAllChannels(IReadOnlyList<int> indices, int block, int targets)
    {
        for (int i = 0; i < indices.Count; i++)
        {
            if (i < block ? indices[i] >= targets : indices[i] != indices[i - block] + targets)
                return false;
        }

        return true;
    }
}
