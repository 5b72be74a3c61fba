using GenGpu.Core.Programs;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>
/// dense_transposed and the scatter_add_rows of its sites in one: a convolution with the weights of the way back. An element is one chain of fused multiply-adds over taps
/// and rows, where one by one it would be a sum of chains.
/// </summary>
internal sealed unsafe class GatheredTransposedKernel<TLanes> : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    private readonly Address weight, source, output;
    private readonly int taps, channels, sites;
    private readonly GatheredProduct<TLanes> product;

    public GatheredTransposedKernel(Instruction instruction, SiteScatter scatter, ProgramCompiler compiler)
    {
        weight = compiler.Read(scatter.Product.Inputs[0]);
        source = compiler.Read(scatter.Product.Inputs[1]);
        output = compiler.Write(instruction.Output);
        (taps, channels, sites) = (scatter.Taps, scatter.Channels, scatter.Sites);
        int rows = weight.Rows, depth = taps * rows, siteStep = source.RowStride / sites;
        int[] offsets = new int[sites * depth];
        for (int site = 0; site < sites; site++)
        {
            for (int d = 0; d < depth; d++)
                offsets[(site * depth) + d] = checked((d % rows * source.RowStride) + (scatter.Source(d / rows, site) * siteStep));
        }

        product = new GatheredProduct<TLanes>(channels, depth, offsets, DenseActivation.None, 0f);
    }

    public override void Run(Frame* frame)
    {
        int rows = weight.Rows;
        float* w = weight.At(frame), turned = Scratchpad.Floats(channels * taps * rows), to = turned;
        for (int channel = 0; channel < channels; channel++)
        {
            for (int tap = 0; tap < taps; tap++)
            {
                for (int row = 0; row < rows; row++)
                    *to++ = w[((nint)row * weight.Columns) + (channel * taps) + tap];
            }
        }

        product.Run(turned, null, source.At(frame), output.At(frame), sites * output.RowStride, output.RowStride, frame->Samples);
    }
}
