using GenGpu.Core.Programs;
using GenGpu.Cpu.Execution;

namespace GenGpu.Cpu.Binding;

/// <summary>What one adam instruction works on.</summary>
internal readonly struct AdamOperands(Instruction instruction, (Value First, Value? Second) gradient, ProgramCompiler compiler)
{
    public readonly GradientOperand Gradient = new(gradient.First, compiler);

    /// <summary>Whether something is added to the gradient.</summary>
    public readonly bool HasAddend = gradient.Second is not null;

    /// <summary>What is added, if anything is.</summary>
    public readonly GradientOperand Addend = gradient.Second is { } second ? new GradientOperand(second, compiler) : default;
    public readonly Address Parameter = compiler.Read(instruction.Inputs[1]);
    public readonly Address FirstMoment = compiler.Read(instruction.Inputs[2]);
    public readonly Address SecondMoment = compiler.Read(instruction.Inputs[3]);
    public readonly int Count = instruction.Inputs[1].Shape.Rows * instruction.Inputs[1].Shape.Columns;

    /// <summary>What the trial is said to have diverged at.</summary>
    public readonly int Label = compiler.Label(instruction.Inputs[1].State!.Name);
}
