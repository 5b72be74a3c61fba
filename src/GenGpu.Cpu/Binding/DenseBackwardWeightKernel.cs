using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>dense_backward_weight. Reductions over samples mask the tail, so packed operands need no copy.</summary>
internal sealed unsafe class DenseBackwardWeightKernel<TLanes>(Address p, Address q, Address output) : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    public override void Run(Frame* frame) =>
        WeightGradientKernels<TLanes>.BackwardWeight(p.At(frame), p.RowStride, q.At(frame), q.RowStride, output.At(frame), p.Rows, q.Rows, p.ColumnsIn(frame));
}
