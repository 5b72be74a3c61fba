using GenGpu.Core.Accelerators;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Metrics;

/// <summary>A distance between the target's law over categories and the shares of a model's samples in them (binned mode).</summary>
/// <param name="name">Name of the metric.</param>
/// <param name="categories">The categories.</param>
/// <param name="masses">The target's masses, one per category.</param>
/// <param name="distance">Distance of the target's masses (first) and the model's (second).</param>
/// <param name="note">What a reader must know.</param>
public sealed class CategoryMetric(
    string name,
    CategoryGrid categories,
    double[] masses,
    Func<double[], double[], double> distance,
    string? note = null) : IMetric
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string? Note => note;

    /// <inheritdoc/>
    public int MaximumCount => int.MaxValue;

    /// <inheritdoc/>
    public double Compute(ReadOnlyMemory<float> samples, int count, IBufferKernels kernels) => FromMasses(Shares(samples.Span, categories));

    /// <summary>The distance of a law over the categories that is known exactly, such as that of an enumerated model.</summary>
    /// <param name="modelMasses">One mass per category.</param>
    /// <returns>The value.</returns>
    public double FromMasses(double[] modelMasses) => distance(masses, modelMasses);

    /// <summary>The shares of decoded samples in the categories.</summary>
    /// <param name="samples">[1, count] values.</param>
    /// <param name="categories">The categories.</param>
    /// <returns>One share per category.</returns>
    public static double[] Shares(ReadOnlySpan<float> samples, CategoryGrid categories)
    {
        double[] shares = new double[categories.Count];
        foreach (float sample in samples)
            shares[categories.CategoryOf(sample)] += 1.0;
        for (int category = 0; category < shares.Length; category++)
            shares[category] /= samples.Length;
        return shares;
    }
}
