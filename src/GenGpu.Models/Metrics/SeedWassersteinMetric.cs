using GenGpu.Core.Accelerators;

namespace GenGpu.Models.Metrics;

/// <summary>
/// The protocol's W1: all coordinates of all samples in one list, sorted, against the sorted list of the reference samples. In one dimension this is W1; in two
/// it cannot see how the coordinates belong together.
/// </summary>
public sealed class SeedWassersteinMetric : IMetric
{
    private readonly float[] _sorted;

    /// <summary>Creates the metric.</summary>
    /// <param name="reference">Target samples, [dimensions, count].</param>
    /// <param name="dimensions">Dimensions of a sample.</param>
    /// <param name="kernels">Whole-buffer kernels.</param>
    public SeedWassersteinMetric(ReadOnlySpan<float> reference, int dimensions, IBufferKernels kernels)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        _sorted = reference.ToArray();
        kernels.Sort(_sorted);
        Note = dimensions > 1 ? "all coordinates in one list, as in the protocol: blind to correlations" : null;
    }

    /// <inheritdoc/>
    public string Name => "w1";

    /// <inheritdoc/>
    public string? Note { get; }

    /// <inheritdoc/>
    public int MaximumCount => int.MaxValue;

    /// <inheritdoc/>
    public double Compute(ReadOnlyMemory<float> samples, int count, IBufferKernels kernels)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        float[] sorted = samples.ToArray();
        kernels.Sort(sorted);
        return Wasserstein.BetweenSorted(sorted, _sorted);
    }
}
