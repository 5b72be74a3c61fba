using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Binding.Groups;

/// <summary>Instructions that one kernel runs.</summary>
/// <param name="Kind">What they are to each other.</param>
/// <param name="Instructions">At least one, in the order that the kind gives them.</param>
internal record InstructionGroup(GroupKind Kind, IReadOnlyList<Instruction> Instructions)
{
    /// <summary>An instruction by itself.</summary>
    public static InstructionGroup Of(Instruction instruction) => new(GroupKind.Single, [instruction]);
}
