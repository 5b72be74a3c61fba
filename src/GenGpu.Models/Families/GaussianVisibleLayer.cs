using GenGpu.Core.Programs;

namespace GenGpu.Models.Families;

/// <summary>
/// Gaussian visibles with the energy E = |v - b|^2 / 2 s^2 - c.h - v.W h / s^2 (Cho, Ilin and Raiko 2011, with s in place of s^2 learned as a logarithm): v | h ~ N(b + W^T h, s^2) and
/// p(h = 1 | v) = sigmoid(c + W (v / s^2)). One s per visible, learned or fixed.
/// </summary>
/// <param name="logSigma">log s, [visibles, 1], or null when s is fixed.</param>
/// <param name="initialLogSigma">Initial log s, per visible.</param>
/// <param name="sigma">The fixed s, a scalar, or null when it is learned.</param>
internal sealed class GaussianVisibleLayer(StateSlot? logSigma, float[] initialLogSigma, HyperSlot? sigma) : VisibleLayer
{
    /// <inheritdoc/>
    public override IReadOnlyList<StateSlot> Parameters => logSigma is null ? [] : [logSigma];

    /// <inheritdoc/>
    /// <remarks>W / s^2: scaling the small weight instead of the batch also keeps the gradient of s free of passes over [hidden, batch].</remarks>
    public override Value UpwardWeight(ProgramBuilder g, Value weight)
    {
        Value precision = Precision(g);
        // The product with 1 turns the column of one precision per visible into a row.
        return weight * (precision.Shape.IsScalar ? precision : g.DenseBackwardWeight(g.Constant(1f), precision));
    }

    /// <inheritdoc/>
    public override Value Score(ProgramBuilder g, Value visible, Value bias) => g.Sum(g.SumBatch(g.Square(visible - bias)) * Precision(g)) * -0.5f;

    /// <inheritdoc/>
    public override Value Scores(ProgramBuilder g, Value visible, Value bias) => g.SumRows(g.Square(visible - bias) * Precision(g)) * -0.5f;

    /// <inheritdoc/>
    public override Value Deviation(ProgramBuilder g) => logSigma is null ? g.Hyper(sigma!) : g.Exp(g.Read(logSigma));

    /// <inheritdoc/>
    public override Value Draw(ProgramBuilder g, Value input, Value? deviation) =>
        g.MultiplyAdd(g.Normal(input.Shape.Rows, "visibleNoise"), deviation!, input);

    /// <inheritdoc/>
    public override Value Start(ProgramBuilder g, int rows, string site) => g.Normal(rows, site);

    /// <inheritdoc/>
    public override void Initialise(ProgramBuilder g)
    {
        if (logSigma is not null)
            g.Assign(logSigma, g.Buffer(g.Model.Buffer("initialLogSigma", initialLogSigma.Length, 1, initialLogSigma)));
    }

    private Value Precision(ProgramBuilder g) => logSigma is null ? g.Reciprocal(g.Square(g.Hyper(sigma!))) : g.Exp(g.Read(logSigma) * -2f);
}
