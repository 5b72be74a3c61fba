using GenGpu.Core.Programs;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>
/// dense_transposed and the scatter_add_rows of its sites in one: a convolution with the weights of the way back. An element is one chain of fused multiply-adds over taps
/// and rows, where one by one it would be a sum of chains. Sites that are reached by the same taps share a product.
/// </summary>
internal sealed unsafe class GatheredTransposedKernel<TLanes> : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    private readonly Address weight, source, output;
    private readonly int taps, channels, targets;
    private readonly (int[] Taps, GatheredProduct<TLanes> Product)[] products;

    public GatheredTransposedKernel(Instruction instruction, SiteScatter scatter, ProgramCompiler compiler)
    {
        weight = compiler.Read(scatter.Product.Inputs[0]);
        source = compiler.Read(scatter.Product.Inputs[1]);
        output = compiler.Write(instruction.Output);
        (taps, channels, targets) = (scatter.Taps, scatter.Channels, scatter.Targets);
        products = [.. Enumerable.Range(0, targets)
            .Select(target => (Target: target, Taps: Enumerable.Range(0, taps).Where(tap => scatter.Source(tap, target) >= 0).ToArray()))
            .GroupBy(site => string.Join(',', site.Taps))
            .Select(group => (group.First().Taps, Product(scatter, group.First().Taps, [.. group.Select(site => site.Target)])))];
    }

    public override void Run(Frame* frame)
    {
        int rows = weight.Rows;
        float* w = weight.At(frame), turned = Scratchpad.Floats(channels * taps * rows);
        foreach ((int[] own, GatheredProduct<TLanes> product) in products)
        {
            float* to = turned;
            for (int channel = 0; channel < channels; channel++)
            {
                foreach (int tap in own)
                {
                    for (int row = 0; row < rows; row++)
                        *to++ = w[((nint)row * weight.Columns) + (channel * taps) + tap];
                }
            }

            product.Run(turned, null, source.At(frame), output.At(frame), targets * output.RowStride, output.RowStride, frame->Samples);
        }
    }

    private GatheredProduct<TLanes> Product(SiteScatter scatter, int[] own, int[] places)
    {
        int rows = weight.Rows, depth = own.Length * rows, siteStep = source.RowStride / scatter.Sites;
        int[] offsets = new int[places.Length * depth];
        for (int i = 0; i < places.Length; i++)
        {
            for (int d = 0; d < depth; d++)
                offsets[(i * depth) + d] = checked((d % rows * source.RowStride) + (scatter.Source(own[d / rows], places[i]) * siteStep));
        }

        return new GatheredProduct<TLanes>(channels, depth, offsets, DenseActivation.None, 0f, places.Length == targets ? null : places);
    }
}
