using GenGpu.Core.Programs;

namespace GenGpu.Models.Families;

/// <summary>One group of visibles of which exactly one is 1 (Salakhutdinov, Mnih and Hinton 2007): p(v = e_k | h) = softmax(b + W^T h)_k.</summary>
internal sealed class SoftmaxVisibleLayer : VisibleLayer
{
    /// <inheritdoc/>
    public override Value Draw(ProgramBuilder g, Value input, Value? deviation) =>
        g.OneHot(g.Categorical(g.SoftmaxRows(input), "visibleUniform"), input.Shape.Rows);

    /// <inheritdoc/>
    public override Value Start(ProgramBuilder g, int rows, string site) => g.OneHot(g.Floor(g.Uniform(1, site) * rows), rows);
}
