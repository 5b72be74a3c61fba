using GenGpu.Core.Programs;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>reduce_rows.</summary>
internal sealed unsafe class ReduceRowsKernel<TLanes>(Address input, Address output, ReductionKind kind) : MatrixKernel([input], output, packedOutput: false)
    where TLanes : struct, ILanes<TLanes>
{
    protected override void Compute(Matrix* operands, Matrix result)
    {
        Matrix x = operands[0];
        switch (kind)
        {
            case ReductionKind.Sum:
                ReductionKernels<TLanes>.SumOverRows(result.Data, x.Data, x.Stride, x.Rows, x.Columns, accumulate: false);
                break;
            case ReductionKind.Maximum:
                RowKernels<TLanes>.MaximumOverRows(result.Data, x.Data, x.Stride, x.Rows, x.Columns);
                break;
            default:
                RowKernels<TLanes>.LogSumExpOverRows(result.Data, x.Data, x.Stride, x.Rows, x.Columns);
                break;
        }
    }
}
