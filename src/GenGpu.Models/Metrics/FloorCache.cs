using System.Collections.Concurrent;

namespace GenGpu.Models.Metrics;

/// <summary>
/// Floors already measured in this run, shared by the evaluators of all models: a floor depends on the target, the metric and the number of samples
/// only. Safe to use from several threads.
/// </summary>
public sealed class FloorCache
{
    private readonly ConcurrentDictionary<(string Key, int Count), Lazy<IReadOnlyList<Floor>>> _floors = new();

    /// <summary>The floors of a set of metrics, measured at the first request; later and simultaneous requests share the result.</summary>
    /// <param name="key">Target, protocol and selection.</param>
    /// <param name="count">Number of samples.</param>
    /// <param name="measure">Measures them.</param>
    /// <returns>One floor per metric.</returns>
    internal IReadOnlyList<Floor> Get(string key, int count, Func<IReadOnlyList<Floor>> measure) =>
        _floors.GetOrAdd((key, count), _ => new Lazy<IReadOnlyList<Floor>>(measure)).Value;
}
