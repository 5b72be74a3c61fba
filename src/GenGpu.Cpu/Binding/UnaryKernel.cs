using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>elementwise, unary.</summary>
internal sealed unsafe class UnaryKernel<TLanes, TFunction>(Address output, Address[] inputs) : ElementwiseKernel(output, inputs)
    where TLanes : struct, ILanes<TLanes>
    where TFunction : struct, IUnaryFunction
{
    protected override void Compute(float* destination, int stride, int rows, int samples, Operand* operands) =>
        ElementwiseKernels<TLanes>.Unary<TFunction>(destination, stride, rows, samples, operands[0]);
}
