using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>elementwise, ternary.</summary>
internal sealed unsafe class TernaryKernel<TLanes, TFunction>(Address output, Address[] inputs) : ElementwiseKernel(output, inputs)
    where TLanes : struct, ILanes<TLanes>
    where TFunction : struct, ITernaryFunction
{
    protected override void Compute(float* destination, int stride, int rows, int samples, Operand* operands) =>
        ElementwiseKernels<TLanes>.Ternary<TFunction>(destination, stride, rows, samples, operands[0], operands[1], operands[2]);
}
