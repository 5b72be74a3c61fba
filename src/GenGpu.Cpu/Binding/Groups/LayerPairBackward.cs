using GenGpu.Core.Programs;

namespace GenGpu.Cpu.Binding.Groups;

/// <summary>The way back through two dense layers with a (leaky) ReLU between them, and the gradients that it meets.</summary>
/// <param name="Product">The dense_transposed: outer weight by the adjoint of the outer layer's result.</param>
/// <param name="Mask">The way back through the ReLU.</param>
/// <param name="OuterWeight">The gradient of the outer weight.</param>
/// <param name="OuterBias">That of the outer bias, or null.</param>
/// <param name="InnerWeight">The gradient of the inner weight, or null where it is not of the group.</param>
/// <param name="InnerBias">That of the inner bias, or null.</param>
/// <param name="KeepsAdjoint">Whether others read the result of the mask.</param>
internal sealed record LayerPairBackward(
    Instruction Product, Instruction Mask, Instruction OuterWeight, Instruction? OuterBias, Instruction? InnerWeight, Instruction? InnerBias, bool KeepsAdjoint)
    : InstructionGroup(GroupKind.LayerPairBackward, [.. new[] { Product, Mask, OuterWeight, OuterBias, InnerWeight, InnerBias }.OfType<Instruction>()]);
