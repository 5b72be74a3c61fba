using GenGpu.Cpu.Execution;

namespace GenGpu.Cpu.Binding;

/// <summary>What is done to a function's values before they are stored: times a scalar, plus a scalar.</summary>
/// <param name="Scale">The factor.</param>
/// <param name="Shift">The summand, or null for none.</param>
internal sealed record Affine(Address Scale, Address? Shift);
