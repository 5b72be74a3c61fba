using GenGpu.Core.Programs;

namespace GenGpu.Models.Families;

/// <summary>Visibles in {0, 1}: E = -b.v - c.h - h.W v (Smolensky 1986; Hinton 2002), p(v = 1 | h) = sigmoid(b + W^T h).</summary>
internal sealed class BinaryVisibleLayer : VisibleLayer
{
    /// <inheritdoc/>
    public override Value Draw(ProgramBuilder g, Value input, Value? deviation) => g.Bernoulli(g.Sigmoid(input), "visibleUniform");

    /// <inheritdoc/>
    public override Value Start(ProgramBuilder g, int rows, string site) => g.Less(g.Uniform(rows, site), g.Constant(0.5f));
}
