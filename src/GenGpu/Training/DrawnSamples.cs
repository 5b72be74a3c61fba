using GenGpu.Models.Targets;

namespace GenGpu.Training;

/// <summary>Samples of a trained model.</summary>
/// <param name="Model">Name of the family.</param>
/// <param name="Seed">Seed of the trial.</param>
/// <param name="Step">Training steps that the parameters have seen.</param>
/// <param name="Target">What the model learned.</param>
/// <param name="Values">[dimensions, count], in the target's own units.</param>
public sealed record DrawnSamples(string Model, ulong Seed, long Step, Target Target, float[] Values);
