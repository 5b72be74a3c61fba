namespace GenGpu.Sweeps.Execution;

/// <summary>What one shape of a sweep will cost.</summary>
/// <param name="Model">Name of the family.</param>
/// <param name="Target">What it learns.</param>
/// <param name="Parameters">Parameters of a model; 0 when it cannot be built.</param>
/// <param name="BatchSize">Samples per step.</param>
/// <param name="Steps">Training steps of a trial.</param>
/// <param name="Trials">Trials of this shape.</param>
/// <param name="BytesPerTrial">Memory of a trial while it trains.</param>
/// <param name="TrainingSeconds">Seconds of one core for the training of a trial, measured on some steps.</param>
/// <param name="EvaluationSeconds">Seconds of the whole machine for the figures of a trial.</param>
/// <param name="Problem">Why it cannot be trained, or null.</param>
public sealed record EnsembleEstimate(string Model, string Target, long Parameters, int BatchSize, long Steps, int Trials, long BytesPerTrial, double TrainingSeconds, double EvaluationSeconds, string? Problem);
