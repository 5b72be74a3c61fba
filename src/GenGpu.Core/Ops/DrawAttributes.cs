using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>Constants of the random ops. The site is a part of every Philox counter, so that streams do not depend on the order of instructions.</summary>
/// <param name="Site">24-bit id of the draw site, from its name.</param>
/// <param name="SiteName">Name given by the family, unique within the program.</param>
/// <param name="Distribution">The distribution, for draw; ignored by the others.</param>
/// <param name="Shape">Shape of the result.</param>
public sealed record DrawAttributes(int Site, string SiteName, Distribution Distribution, Shape Shape) : OpAttributes
{
    /// <inheritdoc/>
    public override string Describe() => $".{Distribution}('{SiteName}')";
}
