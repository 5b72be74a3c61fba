using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Binding.Groups;

/// <summary>A function of one operand, times a scalar, and plus a scalar where there is an addition: shift + scale f(x), with a rounding after each.</summary>
/// <param name="Function">The function.</param>
/// <param name="Multiply">The multiplication.</param>
/// <param name="Add">The addition, or null.</param>
internal sealed record ScaledFunction(Instruction Function, Instruction Multiply, Instruction? Add)
    : InstructionGroup(GroupKind.ScaledFunction, Add is null ? [Function, Multiply] : [Function, Multiply, Add])
{
    /// <summary>The scalar factor.</summary>
    public Value Scale => Other(Multiply, Function.Output);

    /// <summary>The scalar summand, if there is an addition.</summary>
    public Value? Shift => Add is null ? null : Other(Add, Multiply.Output);

    /// <summary>The operand of a binary instruction that is not the given one.</summary>
    public static Value Other(Instruction binary, Value operand) => binary.Inputs[0] == operand ? binary.Inputs[1] : binary.Inputs[0];
}
