using GenGpu.Models.Metrics;

namespace GenGpu.Training;

/// <summary>Figures of one family at certain conditions, last parameters.</summary>
/// <param name="Given">The conditions as they stand in tables: separation = 2.5, kind = 1, age 20 to 31.</param>
/// <param name="Values">Value of each condition by name; empty for a range.</param>
/// <param name="IsHeldOut">Whether training has left these conditions out.</param>
/// <param name="Seeds">Seed of each trial that was measured.</param>
/// <param name="Trials">Metrics of each of them.</param>
/// <param name="Samples">Samples of the first of them, [dimensions, count], in the units that models are trained in.</param>
/// <param name="TargetSamples">Samples of the target there, in the same units.</param>
public sealed record ConditionFigures(
    string Given,
    IReadOnlyDictionary<string, double> Values,
    bool IsHeldOut,
    IReadOnlyList<ulong> Seeds,
    IReadOnlyList<IReadOnlyList<MetricValue>> Trials,
    float[] Samples,
    float[] TargetSamples)
{
    /// <summary>The exact density of one coordinate, in its own units, where it is known; or null.</summary>
    public Func<double, double>? Density { get; init; }
}
