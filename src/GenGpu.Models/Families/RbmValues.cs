using GenGpu.Core.Programs;

namespace GenGpu.Models.Families;

/// <summary>The parameters of an RBM as values of one program, and what is made of them.</summary>
/// <param name="g">The program.</param>
/// <param name="layer">The visible layer.</param>
/// <param name="weight">W, [hidden, visible].</param>
/// <param name="visibleBias">b, [visible, 1].</param>
/// <param name="hiddenBias">c, [hidden, 1].</param>
internal sealed class RbmValues(ProgramBuilder g, VisibleLayer layer, Value weight, Value visibleBias, Value hiddenBias)
{
    private readonly Value _upward = layer.UpwardWeight(g, weight);
    private readonly Value? _deviation = layer.Deviation(g);

    /// <summary>W, [hidden, visible].</summary>
    public Value Weight => weight;

    /// <summary>b, [visible, 1].</summary>
    public Value VisibleBias => visibleBias;

    /// <summary>c, [hidden, 1].</summary>
    public Value HiddenBias => hiddenBias;

    /// <summary>s, the standard deviation of visibles given the hidden units, or null for a law without one.</summary>
    public Value? Deviation => _deviation;

    /// <summary>-F(v) of each column, [1, columns].</summary>
    /// <param name="visible">v, [visible, columns].</param>
    public Value NegativeFreeEnergies(Value visible) => g.SumRows(g.Softplus(HiddenInput(visible))) + layer.Scores(g, visible, visibleBias);

    /// <summary>-F(v), summed over the batch: a scalar. Its gradient starts at 1, so no op over [hidden, batch] is spent on a factor.</summary>
    /// <param name="visible">v, [visible, batch].</param>
    public Value NegativeFreeEnergy(Value visible) => g.Sum(g.Softplus(HiddenInput(visible))) + layer.Score(g, visible, visibleBias);

    /// <summary>One Gibbs sweep: hidden from visible, visible from hidden.</summary>
    /// <param name="visible">v, [visible, batch].</param>
    public Value Sweep(Value visible)
    {
        Value hidden = g.Bernoulli(g.Sigmoid(HiddenInput(visible)), "hiddenUniform");
        return layer.Draw(g, g.DenseTransposed(weight, hidden, visibleBias), _deviation);
    }

    private Value HiddenInput(Value visible) => g.Dense(_upward, visible, hiddenBias);
}
