using GenGpu.Core.Accelerators;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>What a case leaves behind: all state slots and streams, and the status of the model.</summary>
public sealed record CaseResult(IReadOnlyDictionary<string, double[]> Values, ModelStatus Status);
