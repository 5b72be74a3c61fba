using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>What a layout keeps in the arena, and how much of the arena is on the chip.</summary>
/// <param name="IsArenaShared">Whether the arena is, or begins, on the chip.</param>
/// <param name="ChipFloats">Floats on the chip.</param>
/// <param name="KeepsHypers">Whether hyper values are copied into the arena at the start of a launch.</param>
/// <param name="KeepsTables">Whether buffers that ops other than lookup read are copied.</param>
/// <param name="Keeps">Which state slots are kept in the arena from the start of a launch to its end.</param>
internal sealed record LayoutChoice(bool IsArenaShared, int ChipFloats, bool KeepsHypers, bool KeepsTables, Func<StateSlot, bool> Keeps);
