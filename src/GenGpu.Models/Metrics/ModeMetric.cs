using GenGpu.Core.Accelerators;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Metrics;

/// <summary>One figure of the mode coverage.</summary>
/// <param name="name">Name of the metric.</param>
/// <param name="modes">The modes of the target.</param>
/// <param name="figure">Which figure.</param>
/// <param name="note">What a reader must know.</param>
public sealed class ModeMetric(string name, IReadOnlyList<GaussianComponent> modes, Func<ModeCoverage, double> figure, string? note) : IMetric
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string? Note => note;

    /// <inheritdoc/>
    public int MaximumCount => int.MaxValue;

    /// <inheritdoc/>
    public double Compute(ReadOnlyMemory<float> samples, int count, IBufferKernels kernels) => figure(ModeCounter.Count(samples.Span, count, modes));
}
