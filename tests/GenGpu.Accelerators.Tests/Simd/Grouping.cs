using GenGpu.Core.Memory;
using GenGpu.Core.Programs;
using GenGpu.Cpu.Binding.Groups;

namespace GenGpu.Accelerators.Tests.Simd;

/// <summary>The groups that the cpu accelerator makes of a program's instructions.</summary>
internal static class Grouping
{
    /// <summary>The groups, after a check that every instruction is in exactly one.</summary>
    public static InstructionGroup[] Of(Program program, int sliceSize)
    {
        ExecutionPlan plan = ExecutionPlan.Create(program, sliceSize);
        Instruction[] instructions = [.. plan.Nodes.Cast<Stage>().SelectMany(s => s.Nodes).Cast<PlannedInstruction>().Select(p => p.Instruction)];
        InstructionGroup[] groups = [.. new InstructionGroups(plan).Group(instructions)];
        Assert.Equal(instructions.ToHashSet(), groups.SelectMany(g => g.Instructions).ToHashSet());
        Assert.Equal(instructions.Length, groups.Sum(g => g.Instructions.Count));
        return groups;
    }
}
