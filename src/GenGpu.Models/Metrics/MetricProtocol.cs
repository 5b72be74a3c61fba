namespace GenGpu.Models.Metrics;

/// <summary>How a model is measured.</summary>
public enum MetricProtocol
{
    /// <summary>Against the target's exact masses and laws where they are known, with an overflow bin.</summary>
    Exact,

    /// <summary>As the protocol does: 30 bins over [-3.5, 3.5] against target samples, samples outside dropped, W1 over flattened coordinates.</summary>
    Seed,
}
