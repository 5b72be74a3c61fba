using GenGpu.Core.Accelerators;

namespace GenGpu.Models.Metrics;

/// <summary>A divergence between the masses of a grid, given once, and the histogram of a model's samples.</summary>
/// <param name="name">Name of the metric.</param>
/// <param name="grid">The grid.</param>
/// <param name="masses">The target's masses: one per cell, and one more for the overflow when <paramref name="overflow"/> is set.</param>
/// <param name="overflow">Whether samples outside the grid are counted in one overflow bin (true) or dropped (false, as in the protocol).</param>
/// <param name="divergence">Divergence of the target's masses (first) from the model's (second).</param>
/// <param name="note">What a reader must know.</param>
public sealed class HistogramMetric(
    string name,
    HistogramGrid grid,
    double[] masses,
    bool overflow,
    Func<double[], double[], double> divergence,
    string? note = null) : IMetric
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string? Note => note;

    /// <inheritdoc/>
    public int MaximumCount => int.MaxValue;

    /// <summary>KL(p || q) of <see cref="Divergences.KullbackLeibler"/>.</summary>
    public static Func<double[], double[], double> KullbackLeibler { get; } = (p, q) => Divergences.KullbackLeibler(p, q);

    /// <summary>Jensen-Shannon divergence of <see cref="Divergences.JensenShannon"/>.</summary>
    public static Func<double[], double[], double> JensenShannon { get; } = (p, q) => Divergences.JensenShannon(p, q);

    /// <inheritdoc/>
    public double Compute(ReadOnlyMemory<float> samples, int count, IBufferKernels kernels) => divergence(
        masses,
        overflow ? HistogramMasses.WithOverflow(samples, count, grid, kernels) : HistogramMasses.Inside(samples, count, grid, kernels));
}
