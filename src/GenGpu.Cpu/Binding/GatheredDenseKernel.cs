using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>dense over sites that a gather_rows brings together, which it does itself: a convolution.</summary>
internal sealed unsafe class GatheredDenseKernel<TLanes> : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    private readonly Address weight, source, output, bias;
    private readonly bool hasBias;
    private readonly int siteStep;
    private readonly GatheredProduct<TLanes> product;

    public GatheredDenseKernel(Instruction instruction, SiteGather gather, ProgramCompiler compiler)
    {
        weight = compiler.Read(instruction.Inputs[0]);
        source = compiler.Read(gather.Source);
        hasBias = instruction.Inputs.Count == 3;
        bias = hasBias ? compiler.Read(instruction.Inputs[2]) : default;
        output = compiler.Write(instruction.Output);
        siteStep = output.RowStride / gather.Sites;
        int depth = gather.Depth;
        int[] offsets = new int[gather.Indices.Count];
        for (int i = 0; i < offsets.Length; i++)
            offsets[(i % gather.Sites * depth) + (i / gather.Sites)] = checked(gather.Indices[i] * source.RowStride);
        var own = instruction.As<DenseAttributes>();
        product = new GatheredProduct<TLanes>(weight.Rows, depth, offsets, DenseKernel<TLanes>.Of(own.Activation), own.NegativeSlope);
    }

    public override void Run(Frame* frame) =>
        product.Run(weight.At(frame), hasBias ? bias.At(frame) : null, source.At(frame), output.At(frame), output.RowStride, siteStep, frame->Samples);
}
