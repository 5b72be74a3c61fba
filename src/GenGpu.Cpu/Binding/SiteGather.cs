using GenGpu.Core.Ops;
using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Binding;

/// <summary>A gather_rows whose rows become columns of sites: what a convolution reads of its source, as a table rather than as a value.</summary>
/// <param name="Source">The rows that are read.</param>
/// <param name="Indices">Row of the source for term d at site i, at d * sites + i.</param>
/// <param name="Sites">Sites.</param>
internal sealed record SiteGather(Value Source, IReadOnlyList<int> Indices, int Sites)
{
    /// <summary>Terms per site.</summary>
    public int Depth => Indices.Count / Sites;

    /// <summary>The gather behind a value, or null when the value is something else.</summary>
    public static SiteGather? Of(Value columns) =>
        columns.Producer is { } view && view.Op == OpTable.SpaceToBatch && view.Inputs[0].Producer is { } gather && gather.Op == OpTable.GatherRows
        && !gather.Inputs[0].Shape.HasSites
            ? new SiteGather(gather.Inputs[0], gather.As<RowIndexAttributes>().Indices, view.As<SitesAttributes>().Sites)
            : null;
}
