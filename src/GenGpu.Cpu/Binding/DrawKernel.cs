using GenGpu.Core.Ops;
using GenGpu.Core.Random;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>draw.</summary>
internal sealed unsafe class DrawKernel<TLanes>(Address output, DrawAttributes draw, RandomPurpose purpose) : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    public override void Run(Frame* frame)
    {
        RandomStream stream = RandomStreams.Of(frame, draw, purpose);
        var y = new Matrix(output.At(frame), output.RowStride, output.Rows, output.ColumnsIn(frame));
        if (output.IsBatched || output.Columns % 16 == 0)
        {
            Fill(y, output.IsBatched ? frame->SliceStart : 0, stream);
            return;
        }

        var padded = new Matrix(Scratchpad.Floats(y.PaddedLength), (y.Columns + 15) / 16 * 16, y.Rows, y.Columns);
        Fill(padded, 0, stream);
        Matrix.Copy(padded, y);
    }

    private void Fill(Matrix y, int firstSample, in RandomStream stream)
    {
        switch (draw.Distribution)
        {
            case Distribution.Uniform:
                RandomFills<TLanes>.Uniform(y.Data, y.Stride, y.Rows, y.Columns, firstSample, stream);
                break;
            case Distribution.OpenUniform:
                RandomFills<TLanes>.OpenUniform(y.Data, y.Stride, y.Rows, y.Columns, firstSample, stream);
                break;
            default:
                RandomFills<TLanes>.Normal(y.Data, y.Stride, y.Rows, y.Columns, firstSample, stream);
                break;
        }
    }
}
