using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>argmax_rows.</summary>
internal sealed unsafe class ArgMaxRowsKernel<TLanes>(Address input, Address output) : MatrixKernel([input], output, packedOutput: false)
    where TLanes : struct, ILanes<TLanes>
{
    protected override void Compute(Matrix* operands, Matrix result) =>
        RowKernels<TLanes>.ArgMax(result.Data, operands[0].Data, operands[0].Stride, operands[0].Rows, operands[0].Columns);
}
