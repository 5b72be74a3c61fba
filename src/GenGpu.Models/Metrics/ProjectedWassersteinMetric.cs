using GenGpu.Core.Accelerators;

namespace GenGpu.Models.Metrics;

/// <summary>
/// The mean over fixed directions u of W1 between u . x of the model's samples and of the target: W1 itself in one dimension, W1 of one axis,
/// the mean of the axes, or sliced W1, depending on the directions.
/// </summary>
public sealed class ProjectedWassersteinMetric : IMetric
{
    private readonly double[][] _directions;
    private readonly LineReference[] _references;

    /// <summary>Creates the metric.</summary>
    /// <param name="name">Name of the metric.</param>
    /// <param name="directions">The directions, [dimensions] each.</param>
    /// <param name="references">The target's projected law, one per direction.</param>
    /// <param name="note">What a reader must know.</param>
    /// <exception cref="ArgumentException">There is not one reference per direction.</exception>
    public ProjectedWassersteinMetric(string name, IReadOnlyList<double[]> directions, IReadOnlyList<LineReference> references, string? note = null)
    {
        ArgumentNullException.ThrowIfNull(directions);
        ArgumentNullException.ThrowIfNull(references);
        if (directions.Count == 0 || directions.Count != references.Count)
            throw new ArgumentException("One reference per direction is needed.", nameof(references));
        Name = name;
        Note = note;
        _directions = [.. directions];
        _references = [.. references];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string? Note { get; }

    /// <inheritdoc/>
    public int MaximumCount => int.MaxValue;

    /// <inheritdoc/>
    public double Compute(ReadOnlyMemory<float> samples, int count, IBufferKernels kernels)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        float[] projected = new float[count];
        double sum = 0;
        for (int direction = 0; direction < _directions.Length; direction++)
        {
            Directions.Project(samples.Span, count, _directions[direction], projected);
            kernels.Sort(projected);
            sum += _references[direction].Distance(projected);
        }
        return sum / _directions.Length;
    }
}
