namespace GenGpu.Models.Metrics;

/// <summary>How many metrics an evaluation computes.</summary>
public enum MetricSelection
{
    /// <summary>The cheap ones, for curves during training: divergences of histograms and Wasserstein distances.</summary>
    Curve,

    /// <summary>All of them, for final figures: energy distance, maximum mean discrepancy, nearest-neighbour KL and mode coverage too.</summary>
    Full,
}
