using GenGpu.Core.Accelerators;

namespace GenGpu.Models.Metrics;

/// <summary>A distance between a model's samples and a target that was fixed when the metric was made.</summary>
public interface IMetric
{
    /// <summary>Its name in tables and files.</summary>
    string Name { get; }

    /// <summary>What a reader must know to read the figure, or null.</summary>
    string? Note { get; }

    /// <summary>The most samples the metric looks at; further ones are left out (metrics of quadratic cost).</summary>
    int MaximumCount { get; }

    /// <summary>Computes the metric.</summary>
    /// <param name="samples">[dimensions, count], sample contiguous, at most <see cref="MaximumCount"/> samples.</param>
    /// <param name="count">Number of samples, at least 1.</param>
    /// <param name="kernels">Whole-buffer kernels.</param>
    /// <returns>The value.</returns>
    double Compute(ReadOnlyMemory<float> samples, int count, IBufferKernels kernels);
}
