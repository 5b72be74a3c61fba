namespace GenGpu.Reports;

/// <summary>The value a perfect model would score: the same estimator fed with target samples instead of model samples.</summary>
/// <param name="Mean">Mean over repetitions.</param>
/// <param name="StandardDeviation">Standard deviation over repetitions.</param>
public sealed record MetricFloor(double Mean, double StandardDeviation);
