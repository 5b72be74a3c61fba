using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>softmax_rows.</summary>
internal sealed unsafe class SoftmaxRowsKernel<TLanes>(Address input, Address output) : MatrixKernel([input], output, packedOutput: false)
    where TLanes : struct, ILanes<TLanes>
{
    protected override void Compute(Matrix* operands, Matrix result) =>
        RowKernels<TLanes>.Softmax(result.Data, result.Stride, operands[0].Data, operands[0].Stride, operands[0].Rows, operands[0].Columns);
}
