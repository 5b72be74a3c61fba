using GenGpu.Core.Programs;

namespace GenGpu.Models.Conditions;

/// <summary>Values of conditions in a program, and how a network sees them.</summary>
/// <param name="Values">[conditions, batch], or a scalar for one condition that all samples share.</param>
/// <param name="Features">[features, batch]: numbers standardised, categories one-hot.</param>
public sealed record ConditionValues(Value Values, Value Features);
