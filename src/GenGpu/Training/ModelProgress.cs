namespace GenGpu.Training;

/// <summary>How far one family has come.</summary>
/// <param name="Model">Name of the family.</param>
/// <param name="Loss">Median loss over its trials at the last evaluation; NaN before.</param>
/// <param name="Metric">Median of the selection metric at the last evaluation; NaN before.</param>
/// <param name="Best">Smallest value of the selection metric over its trials so far; NaN before the first evaluation.</param>
/// <param name="Floor">What a perfect model would score.</param>
/// <param name="Running">Trials that still train.</param>
/// <param name="Stopped">Trials that were stopped early.</param>
/// <param name="Diverged">Trials that have diverged.</param>
public sealed record ModelProgress(string Model, double Loss, double Metric, double Best, double Floor, int Running, int Stopped, int Diverged);
