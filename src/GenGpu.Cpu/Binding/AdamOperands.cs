using GenGpu.Core.Programs;
using GenGpu.Cpu.Execution;

namespace GenGpu.Cpu.Binding;

/// <summary>What one adam instruction works on.</summary>
internal readonly struct AdamOperands(Instruction instruction, ProgramCompiler compiler)
{
    public readonly GradientOperand Gradient = new(instruction.Inputs[0], compiler);
    public readonly Address Parameter = compiler.Read(instruction.Inputs[1]);
    public readonly Address FirstMoment = compiler.Read(instruction.Inputs[2]);
    public readonly Address SecondMoment = compiler.Read(instruction.Inputs[3]);
    public readonly int Count = instruction.Inputs[1].Shape.Rows * instruction.Inputs[1].Shape.Columns;

    /// <summary>What the trial is said to have diverged at.</summary>
    public readonly int Label = compiler.Label(instruction.Inputs[1].State!.Name);
}
