using GenGpu.Core.Accelerators;

namespace GenGpu.Training;

/// <summary>What a checkpoint says of one trial, besides its tensors.</summary>
/// <param name="Model">Name of the family.</param>
/// <param name="Seed">Its seed: the key of everything it draws.</param>
/// <param name="State">Running, diverged or stopped.</param>
/// <param name="StatusStep">The step at which it diverged or was stopped.</param>
/// <param name="StatusValue">What became NaN or infinite first.</param>
/// <param name="BestStep">Step of the best evaluation, or null before the first.</param>
/// <param name="BestValue">Its value.</param>
/// <param name="EvaluationsSinceBest">Evaluations since the best one.</param>
/// <param name="Id">Its id in a sweep, or null.</param>
public sealed record CheckpointTrial(string Model, ulong Seed, ModelState State, long StatusStep, string StatusValue, long? BestStep, double BestValue, int EvaluationsSinceBest, string? Id = null);
