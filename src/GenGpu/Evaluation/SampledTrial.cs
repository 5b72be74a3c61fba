using GenGpu.Training;

namespace GenGpu.Evaluation;

/// <summary>One trial whose samples are wanted.</summary>
/// <param name="Group">Its group; the group's sampler holds the state to sample from.</param>
/// <param name="Trial">The trial.</param>
public readonly record struct SampledTrial(TrialGroup Group, Trial Trial);
