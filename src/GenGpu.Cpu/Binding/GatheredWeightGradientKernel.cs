using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>dense_backward_weight whose second operand is what a gather_rows brings together, which it does itself.</summary>
internal sealed unsafe class GatheredWeightGradientKernel<TLanes> : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    private readonly Address p, source, output;
    private readonly int depth, sites;
    private readonly int[] offsets;

    public GatheredWeightGradientKernel(Address p, SiteGather gather, Address source, Address output)
    {
        (this.p, this.source, this.output) = (p, source, output);
        (depth, sites) = (gather.Depth, gather.Sites);
        offsets = GC.AllocateUninitializedArray<int>(gather.Indices.Count, pinned: true);
        for (int i = 0; i < offsets.Length; i++)
            offsets[i] = checked(gather.Indices[i] * source.RowStride);
    }

    public override void Run(Frame* frame)
    {
        fixed (int* first = offsets)
            GatheredWeightGradient<TLanes>.Run(p.At(frame), p.RowStride, source.At(frame), first, output.At(frame), p.Rows, depth, sites, frame->Samples);
    }
}
