namespace GenGpu.Models.Metrics;

/// <summary>How many metrics an evaluation computes.</summary>
public enum MetricSelection
{
    /// <summary>The cheap ones, for curves during training: divergences of histograms and Wasserstein distances.</summary>
    Curve,

    /// <summary>Those and mode coverage, for the final figures of a run.</summary>
    Final,

    /// <summary>All of them: energy distance, maximum mean discrepancy and nearest-neighbour KL too.</summary>
    Full,
}
