using GenGpu.Core.Programs;

namespace GenGpu.Models.Families;

/// <summary>
/// The visible side of an RBM with hidden units h in {0, 1}^H: how visibles enter the hidden units, what they add to the free energy, and how they are drawn.
/// With the upward weight U, p(h = 1 | v) = sigmoid(c + U v) and -F(v) = score(v) + sum softplus(c + U v).
/// </summary>
internal abstract class VisibleLayer
{
    /// <summary>Parameters besides weight and biases.</summary>
    public virtual IReadOnlyList<StateSlot> Parameters => [];

    /// <summary>U, the weight from visibles to hidden units, [hidden, visible].</summary>
    /// <param name="g">The program.</param>
    /// <param name="weight">W, [hidden, visible].</param>
    public virtual Value UpwardWeight(ProgramBuilder g, Value weight) => weight;

    /// <summary>The visible part of -F, summed over the batch: a scalar.</summary>
    /// <param name="g">The program.</param>
    /// <param name="visible">v, [visibles, batch].</param>
    /// <param name="bias">b, [visibles, 1].</param>
    public virtual Value Score(ProgramBuilder g, Value visible, Value bias) => g.Sum(bias * g.SumBatch(visible));

    /// <summary>The visible part of -F of each column: [1, columns].</summary>
    /// <param name="g">The program.</param>
    /// <param name="visible">v, [visibles, columns].</param>
    /// <param name="bias">b, [visibles, 1].</param>
    public virtual Value Scores(ProgramBuilder g, Value visible, Value bias) => g.SumRows(bias * visible);

    /// <summary>s, the standard deviation of visibles given the hidden units, or null for a law without one. Read once per program, outside of Repeats.</summary>
    /// <param name="g">The program.</param>
    public virtual Value? Deviation(ProgramBuilder g) => null;

    /// <summary>A draw of the visibles.</summary>
    /// <param name="g">The program.</param>
    /// <param name="input">b + W^T h, [visibles, batch].</param>
    /// <param name="deviation">What <see cref="Deviation"/> made.</param>
    public abstract Value Draw(ProgramBuilder g, Value input, Value? deviation);

    /// <summary>Where Gibbs chains start.</summary>
    /// <param name="g">The program.</param>
    /// <param name="rows">Number of visibles.</param>
    /// <param name="site">Name of the draw site.</param>
    public abstract Value Start(ProgramBuilder g, int rows, string site);

    /// <summary>Emits initial values of <see cref="Parameters"/>.</summary>
    /// <param name="g">The initialise program.</param>
    public virtual void Initialise(ProgramBuilder g)
    {
    }
}
