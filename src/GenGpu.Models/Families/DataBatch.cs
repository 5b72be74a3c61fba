using GenGpu.Core.Programs;

namespace GenGpu.Models.Families;

/// <summary>Points of a target in a program, with what they are conditioned on.</summary>
/// <param name="X">[rows, batch], in standardised units or one-hot.</param>
/// <param name="Features">Features of their conditions, [features, batch]; null for a target without conditions.</param>
internal sealed record DataBatch(Value X, Value? Features);
