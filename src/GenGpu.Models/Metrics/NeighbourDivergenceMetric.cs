using GenGpu.Core.Accelerators;

namespace GenGpu.Models.Metrics;

/// <summary>
/// KL(target || model) from nearest neighbours: (d / n) sum_i log(v_i / r_i) + log(m / (n - 1)), with r_i and v_i the distances from target sample i to its
/// k-th neighbour among the other target samples and among the model's (Wang, Kulkarni and Verdu 2009, equation 5), k = 5.
/// </summary>
public sealed class NeighbourDivergenceMetric : IMetric
{
    private const int Neighbour = 5;
    private readonly float[] _reference;
    private readonly int _dimensions;
    private readonly int _referenceCount;
    private float[]? _own;

    /// <summary>Creates the metric.</summary>
    /// <param name="reference">Target samples, [dimensions, count], more than five.</param>
    /// <param name="dimensions">Dimensions of a sample.</param>
    public NeighbourDivergenceMetric(ReadOnlySpan<float> reference, int dimensions)
    {
        _reference = SampleBlocks.First(reference, dimensions, MaximumCount);
        _dimensions = dimensions;
        _referenceCount = _reference.Length / dimensions;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_referenceCount, Neighbour, nameof(reference));
    }

    /// <inheritdoc/>
    public string Name => "kldNeighbours";

    /// <inheritdoc/>
    public string Note => FormattableString.Invariant($"k = {Neighbour}, against {_referenceCount} samples of the target");

    /// <inheritdoc/>
    public int MaximumCount => 10_000;

    /// <inheritdoc/>
    public double Compute(ReadOnlyMemory<float> samples, int count, IBufferKernels kernels)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        if (count < Neighbour)
            return double.NaN;
        if (_own is null)
        {
            float[] distances = new float[_referenceCount];
            kernels.NearestNeighbours(_reference, _reference, _dimensions, Neighbour, true, distances);
            _own = distances;
        }
        float[] toModel = new float[_referenceCount];
        kernels.NearestNeighbours(_reference, samples, _dimensions, Neighbour, false, toModel);
        double sum = 0;
        for (int index = 0; index < _referenceCount; index++)
        {
            // Distances of duplicates are zero; the smallest normal number stands for them so that the mean stays finite.
            double own = Math.Max(_own[index], 1.17549435e-38);
            double model = Math.Max(toModel[index], 1.17549435e-38);
            sum += Math.Log(model / own);
        }
        return _dimensions * sum / _referenceCount + Math.Log(count / (_referenceCount - 1.0));
    }
}
