using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>A number of sites.</summary>
/// <param name="Sites">Rows that become columns of one row, or the other way round.</param>
public sealed record SitesAttributes(int Sites) : OpAttributes
{
    /// <inheritdoc/>
    public override string Describe() => $"[{Sites}]";
}
