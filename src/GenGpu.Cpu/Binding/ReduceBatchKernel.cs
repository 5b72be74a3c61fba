using GenGpu.Core.Programs;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>reduce_batch.</summary>
internal sealed unsafe class ReduceBatchKernel<TLanes>(Address input, Address output, ReductionKind kind) : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    public override void Run(Frame* frame)
    {
        float* x = input.At(frame);
        float* y = output.At(frame);
        int columns = input.ColumnsIn(frame);
        if (kind == ReductionKind.Sum)
            ReductionKernels<TLanes>.SumOverSamples(y, 1, x, input.RowStride, input.Rows, columns);
        else
            RowKernels<TLanes>.MaximumOverSamples(y, x, input.RowStride, input.Rows, columns);
    }
}
