using GenGpu.Core.Programs;

namespace GenGpu.Core.Memory;

/// <summary>An instruction in a plan.</summary>
public sealed class PlannedInstruction : PlanNode
{
    internal PlannedInstruction(Instruction instruction) => Instruction = instruction;

    /// <summary>The instruction.</summary>
    public Instruction Instruction { get; }
}
