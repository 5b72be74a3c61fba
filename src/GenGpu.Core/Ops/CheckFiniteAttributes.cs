using GenGpu.Core.Programs;

namespace GenGpu.Core.Ops;

/// <summary>What a finiteness check calls the value it looks at.</summary>
/// <param name="Label">Name for the message of a diverged trial.</param>
public sealed record CheckFiniteAttributes(string Label) : OpAttributes
{
    /// <inheritdoc/>
    public override string Describe() => $"('{Label}')";
}
