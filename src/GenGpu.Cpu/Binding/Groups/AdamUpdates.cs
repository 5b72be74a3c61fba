using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Binding.Groups;

/// <summary>Adam updates of several parameters in a row with the same learning rate and decays, and the additions that make their gradients.</summary>
/// <param name="Updates">The adam instructions.</param>
/// <param name="Sums">Additions of two gradients that an update alone reads.</param>
internal sealed record AdamUpdates(IReadOnlyList<Instruction> Updates, IReadOnlyList<Instruction> Sums)
    : InstructionGroup(GroupKind.Adam, [.. Sums, .. Updates])
{
    /// <summary>The gradient of an update: its operand, or both summands of it.</summary>
    public (Value First, Value? Second) Gradient(Instruction update) =>
        Sums.FirstOrDefault(sum => sum.Output == update.Inputs[0]) is { } sum ? (sum.Inputs[0], sum.Inputs[1]) : (update.Inputs[0], null);
}
