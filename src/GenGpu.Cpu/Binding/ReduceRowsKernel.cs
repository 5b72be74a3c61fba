using GenGpu.Core.Programs;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>reduce_rows.</summary>
internal sealed unsafe class ReduceRowsKernel<TLanes>(Address input, Address output, ReductionKind kind) : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    private readonly CpuKernel? padded = kind == ReductionKind.Sum && !input.IsBatched ? null : new PaddedKernel(input, output, kind);

    public override void Run(Frame* frame)
    {
        if (padded is not null)
        {
            padded.Run(frame);
            return;
        }

        // A packed matrix, a gradient or a weight: its rows are no whole groups of 16, and it is small.
        float* x = input.At(frame);
        float* y = output.At(frame);
        new ReadOnlySpan<float>(x, input.Columns).CopyTo(new Span<float>(y, input.Columns));
        for (int row = 1; row < input.Rows; row++)
        {
            float* from = x + ((nint)row * input.RowStride);
            for (int column = 0; column < input.Columns; column++)
                y[column] += from[column];
        }
    }

    private sealed class PaddedKernel(Address input, Address output, ReductionKind kind) : MatrixKernel([input], output, packedOutput: false)
    {
        protected override void Compute(Matrix* operands, Matrix result)
        {
            Matrix x = operands[0];
            switch (kind)
            {
                case ReductionKind.Sum:
                    ReductionKernels<TLanes>.SumOverRows(result.Data, x.Data, x.Stride, x.Rows, x.Columns);
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
}
