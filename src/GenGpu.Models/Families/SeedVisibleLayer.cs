using GenGpu.Core.Programs;

namespace GenGpu.Models.Families;

/// <summary>
/// The Gaussian visibles of the classical benchmark: v | h ~ N(b + W^T h, s^2), but p(h = 1 | v) = sigmoid(c + W v) and -F(v) = b.v + sum softplus(c + W v), without
/// |v|^2 / 2 s^2 and 1 / s^2. The two conditionals belong to no joint law, so there is no likelihood.
/// </summary>
/// <param name="sigma">s, a scalar.</param>
internal sealed class SeedVisibleLayer(HyperSlot sigma) : VisibleLayer
{
    /// <inheritdoc/>
    public override Value Deviation(ProgramBuilder g) => g.Hyper(sigma);

    /// <inheritdoc/>
    public override Value Draw(ProgramBuilder g, Value input, Value? deviation) =>
        g.MultiplyAdd(g.Normal(input.Shape.Rows, "visibleNoise"), deviation!, input);

    /// <inheritdoc/>
    public override Value Start(ProgramBuilder g, int rows, string site) => g.Normal(rows, site);
}
