using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Binding.Groups;

/// <summary>Two dense products one after the other, with few rows before and behind them.</summary>
/// <param name="First">The first product.</param>
/// <param name="Mask">The way back through a (leaky) ReLU that takes the first product's result to the second, or null.</param>
/// <param name="Second">The second product.</param>
/// <param name="KeepsHidden">Whether others read what is between the products.</param>
internal sealed record LayerPair(Instruction First, Instruction? Mask, Instruction Second, bool KeepsHidden)
    : InstructionGroup(GroupKind.LayerPair, Mask is null ? [First, Second] : [First, Mask, Second])
{
    /// <summary>What is between the products.</summary>
    public Value Hidden => (Mask ?? First).Output;
}
