using GenGpu.Core.Accelerators;

namespace GenGpu.Models.Metrics;

/// <summary>
/// The mean over axes of a divergence of one-dimensional histograms. It replaces the joint histogram above two dimensions, where 30^d cells
/// would all be nearly empty; it sees no correlations, so read it beside the sliced W1.
/// </summary>
/// <param name="name">Name of the metric.</param>
/// <param name="grid">The grid of every axis, one-dimensional.</param>
/// <param name="masses">Per axis, the target's masses with the overflow last.</param>
/// <param name="divergence">Divergence of the target's masses (first) from the model's (second).</param>
/// <param name="note">What a reader must know.</param>
public sealed class AxisHistogramMetric(
    string name,
    HistogramGrid grid,
    IReadOnlyList<double[]> masses,
    Func<double[], double[], double> divergence,
    string? note = null) : IMetric
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string? Note => note;

    /// <inheritdoc/>
    public int MaximumCount => int.MaxValue;

    /// <inheritdoc/>
    public double Compute(ReadOnlyMemory<float> samples, int count, IBufferKernels kernels)
    {
        double sum = 0;
        for (int axis = 0; axis < masses.Count; axis++)
            sum += divergence(masses[axis], HistogramMasses.WithOverflow(samples.Slice(axis * count, count), count, grid, kernels));
        return sum / masses.Count;
    }
}
