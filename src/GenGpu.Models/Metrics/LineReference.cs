using System.Collections.Concurrent;
using GenGpu.Core.Accelerators;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Metrics;

/// <summary>A law on the line to measure W1 against: exact where the target knows it, otherwise sorted samples.</summary>
public sealed class LineReference
{
    // Larger sets are measured seldom, and their tables would not fit a cache.
    private const int LargestTable = 1 << 17;

    private readonly ConcurrentDictionary<int, Lazy<QuantileTable>> _tables = new();
    private readonly UnivariateLaw? _law;
    private readonly float[] _sorted;

    private LineReference(UnivariateLaw? law, float[] sorted)
    {
        _law = law;
        _sorted = sorted;
    }

    /// <summary>An exact law, tabulated when it is continuous so that a distance costs nanoseconds per sample.</summary>
    /// <param name="law">The law.</param>
    /// <param name="smallestScale">The distance over which it changes.</param>
    /// <returns>The reference.</returns>
    public static LineReference Exact(UnivariateLaw law, double smallestScale)
    {
        ArgumentNullException.ThrowIfNull(law);
        return new LineReference(law.IsDiscrete ? law : new TabulatedLaw(law, smallestScale / 32), []);
    }

    /// <summary>Samples.</summary>
    /// <param name="samples">The samples, in any order, at least one.</param>
    /// <param name="kernels">Whole-buffer kernels.</param>
    /// <returns>The reference.</returns>
    public static LineReference Samples(ReadOnlySpan<float> samples, IBufferKernels kernels)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        float[] sorted = samples.ToArray();
        kernels.Sort(sorted);
        return new LineReference(null, sorted);
    }

    /// <summary>W1 to ascending samples.</summary>
    /// <param name="sorted">The samples, ascending.</param>
    /// <returns>The distance.</returns>
    public double Distance(ReadOnlySpan<float> sorted)
    {
        if (_law is null)
            return Wasserstein.BetweenSorted(sorted, _sorted);
        if (_law is not TabulatedLaw law || sorted.Length is 0 or > LargestTable)
            return Wasserstein.ToLaw(sorted, _law);
        return _tables.GetOrAdd(sorted.Length, count => new Lazy<QuantileTable>(() => new QuantileTable(law, count))).Value.Distance(sorted);
    }
}
