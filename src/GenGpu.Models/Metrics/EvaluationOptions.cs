using GenGpu.Models.Targets;

namespace GenGpu.Models.Metrics;

/// <summary>What an evaluation measures and how carefully.</summary>
public sealed record EvaluationOptions
{
    /// <summary>The metrics' definitions.</summary>
    public MetricProtocol Protocol { get; init; } = MetricProtocol.Exact;

    /// <summary>How many metrics.</summary>
    public MetricSelection Selection { get; init; } = MetricSelection.Curve;

    /// <summary>The categories of the binned mode, or null for continuous samples.</summary>
    public CategoryGrid? Categories { get; init; }

    /// <summary>Bins per axis of histograms.</summary>
    public int BinsPerAxis { get; init; } = 30;

    /// <summary>Directions of the sliced W1.</summary>
    public int ProjectionCount { get; init; } = 32;

    /// <summary>Draws of target samples that a floor is averaged over.</summary>
    public int FloorDraws { get; init; } = 20;

    /// <summary>Target samples drawn as a reference where no exact law is known, and by the seed protocol.</summary>
    public int ReferenceCount { get; init; } = 5000;
}
