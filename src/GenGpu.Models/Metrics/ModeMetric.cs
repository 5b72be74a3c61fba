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
    public double Compute(ReadOnlyMemory<float> samples, int count, IBufferKernels kernels) => Of(ModeCounter.Count(samples.Span, count, modes));

    /// <summary>The figure of a coverage that was counted already, for several figures of the same samples.</summary>
    /// <param name="coverage">The coverage.</param>
    public double Of(ModeCoverage coverage) => figure(coverage);

    /// <summary>The figures of a target with two modes or more.</summary>
    /// <param name="modes">Its modes.</param>
    public static IReadOnlyList<ModeMetric> All(IReadOnlyList<GaussianComponent> modes)
    {
        ArgumentNullException.ThrowIfNull(modes);
        string within = modes.Count == 0 ? "" : FormattableString.Invariant($"within {ModeCounter.HighQualityRadius(modes[0].Dimensions):0.##} standard deviations");
        return
        [
            new("modesHit", modes, coverage => coverage.ModesHit, FormattableString.Invariant($"of {modes.Count} modes")),
            new("highQualityShare", modes, coverage => coverage.HighQualityShare, $"{within} of the nearest mode; higher is better"),
            new("modeReverseKl", modes, coverage => coverage.ReverseKl, "KL(model || target) of the shares of the modes"),
            new("modeTotalVariation", modes, coverage => coverage.TotalVariation, null),
            new("modeCovarianceError", modes, coverage => coverage.CovarianceError, $"of the samples {within}; near 1 when modes have shrunk to points"),
            new("entropicCoverage", modes, coverage => coverage.EntropicCoverage, "1 when all modes are hit equally often; higher is better"),
        ];
    }
}
