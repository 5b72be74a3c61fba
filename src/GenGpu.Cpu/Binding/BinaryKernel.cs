using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>elementwise, binary.</summary>
internal sealed unsafe class BinaryKernel<TLanes, TFunction>(Address output, Address[] inputs) : ElementwiseKernel(output, inputs)
    where TLanes : struct, ILanes<TLanes>
    where TFunction : struct, IBinaryFunction
{
    protected override void Compute(float* destination, int stride, int rows, int samples, Operand* operands) =>
        ElementwiseKernels<TLanes>.Binary<TFunction>(destination, stride, rows, samples, operands[0], operands[1]);
}
