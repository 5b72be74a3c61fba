using GenGpu.Core.Ops;
using GenGpu.Core.Random;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>bernoulli; the result may be the operand.</summary>
internal sealed unsafe class BernoulliKernel<TLanes>(Address probability, Address output, DrawAttributes draw, RandomPurpose purpose) : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    public override void Run(Frame* frame)
    {
        RandomStream stream = RandomStreams.Of(frame, draw, purpose);
        var p = new Matrix(probability.At(frame), probability.RowStride, probability.Rows, probability.ColumnsIn(frame));
        var y = new Matrix(output.At(frame), output.RowStride, output.Rows, p.Columns);
        if (output.IsBatched && p.Stride == y.Stride)
        {
            RandomFills<TLanes>.Bernoulli(y.Data, p.Data, y.Stride, y.Rows, y.Columns, frame->SliceStart, stream);
            return;
        }

        // Strides differ (a state slot or a shared value against slice scratch), or rows are packed: through a padded copy.
        var padded = new Matrix(Scratchpad.Floats(p.PaddedLength), (p.Columns + 15) / 16 * 16, p.Rows, p.Columns);
        Matrix.Copy(p, padded);
        RandomFills<TLanes>.Bernoulli(padded.Data, padded.Data, padded.Stride, padded.Rows, padded.Columns, output.IsBatched ? frame->SliceStart : 0, stream);
        Matrix.Copy(padded, y);
    }
}
