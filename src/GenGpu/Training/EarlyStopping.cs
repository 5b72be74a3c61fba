namespace GenGpu.Training;

/// <summary>Stops a trial alone when a metric has not improved for some evaluations.</summary>
/// <param name="Metric">Name of the metric; smaller is better.</param>
/// <param name="Patience">Evaluations without a new best value after which the trial stops, at least 1.</param>
public sealed record EarlyStopping(string Metric, int Patience);
