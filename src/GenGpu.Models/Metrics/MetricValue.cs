namespace GenGpu.Models.Metrics;

/// <summary>One figure of an evaluation, beside the value that a perfect model would reach.</summary>
/// <param name="Name">Name of the metric, for example <c>kld</c>.</param>
/// <param name="Value">Its value for the model's samples.</param>
/// <param name="FloorMean">Mean of the very same estimator fed with samples of the target; NaN when none could be drawn.</param>
/// <param name="FloorStandardDeviation">Its standard deviation over draws; NaN for a single draw (data files).</param>
/// <param name="SampleCount">Number of model samples the value rests on.</param>
/// <param name="Note">What a reader must know to read the figure, or null.</param>
public readonly record struct MetricValue(
    string Name,
    double Value,
    double FloorMean,
    double FloorStandardDeviation,
    int SampleCount,
    string? Note);
