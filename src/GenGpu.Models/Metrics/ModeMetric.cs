using GenGpu.Core.Accelerators;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Metrics;

/// <summary>One figure of the mode coverage.</summary>
/// <param name="name">Name of the metric.</param>
/// <param name="counter">Counts samples at the modes of the target.</param>
/// <param name="figure">Which figure.</param>
/// <param name="note">What a reader must know.</param>
public sealed class ModeMetric(string name, ModeCount counter, Func<ModeCoverage, double> figure, string? note) : IMetric
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string? Note => note;

    /// <inheritdoc/>
    public int MaximumCount => int.MaxValue;

    /// <inheritdoc/>
    public double Compute(ReadOnlyMemory<float> samples, int count, IBufferKernels kernels) => Of(Count(samples.Span, count));

    /// <summary>The coverage that the figure is of.</summary>
    /// <param name="samples">[dimensions, count].</param>
    /// <param name="count">Number of samples.</param>
    public ModeCoverage Count(ReadOnlySpan<float> samples, int count) => counter(samples, count);

    /// <summary>The figure of a coverage that was counted already, for several figures of the same samples.</summary>
    /// <param name="coverage">The coverage.</param>
    public double Of(ModeCoverage coverage) => figure(coverage);

    /// <summary>The figures of a target with two modes or more; none of another.</summary>
    /// <param name="target">The target.</param>
    /// <param name="categories">The categories of the binned mode, or null.</param>
    public static IReadOnlyList<ModeMetric> All(Target target, CategoryGrid? categories)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (ModeCounter.For(target, categories) is not { } counter)
            return [];
        int dimensions = target.Dimensions;
        string within = FormattableString.Invariant($"within {ModeCounter.HighQualityRadius(dimensions):0.##} standard deviations");
        string places = categories is null ? "" : "in categories that come ";
        string enough = FormattableString.Invariant($"of modes with {ModeMoments.SmallestCount(dimensions)} or more samples {places}{within}");
        return
        [
            new("modesHit", counter, coverage => coverage.ModesHit, FormattableString.Invariant($"of {target.Modes.Count} modes")),
            new("highQualityShare", counter, coverage => coverage.HighQualityShare, $"{places}{within} of the nearest mode; higher is better"),
            new("modeReverseKl", counter, coverage => coverage.ReverseKl, "KL(model || target) of the shares of the modes"),
            new("modeTotalVariation", counter, coverage => coverage.TotalVariation, null),
            new("modeCovarianceError", counter, coverage => coverage.CovarianceError, $"{enough}; near 1 when modes have shrunk to points"),
            new("entropicCoverage", counter, coverage => coverage.EntropicCoverage, "1 when all modes are hit equally often; higher is better"),
        ];
    }
}
