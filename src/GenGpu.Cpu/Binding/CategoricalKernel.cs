using GenGpu.Core.Ops;
using GenGpu.Core.Random;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>categorical.</summary>
internal sealed unsafe class CategoricalKernel<TLanes>(Address weights, Address output, DrawAttributes draw, RandomPurpose purpose) : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    public override void Run(Frame* frame)
    {
        RandomStream stream = RandomStreams.Of(frame, draw, purpose);
        int samples = output.ColumnsIn(frame), padded = (samples + 15) / 16 * 16;
        int first = output.IsBatched ? frame->SliceStart : 0;
        bool isShared = !weights.IsBatched && weights.Columns == 1;
        int columns = isShared ? 1 : padded;
        float* sums = Scratchpad.Floats((weights.Rows * columns) + padded);
        float* drawn = sums + (weights.Rows * columns);
        float* w = weights.At(frame);
        int valid = isShared ? 1 : samples;
        for (int row = 0; row < weights.Rows; row++)
        {
            for (int c = 0; c < valid; c++)
                sums[(row * columns) + c] = w[((nint)row * weights.RowStride) + c] + (row == 0 ? 0f : sums[((row - 1) * columns) + c]);
        }

        RandomFills<TLanes>.Categorical(drawn, sums, isShared ? 0 : padded, weights.Rows, samples, first, stream);
        new ReadOnlySpan<float>(drawn, samples).CopyTo(new Span<float>(output.At(frame), samples));
    }
}
