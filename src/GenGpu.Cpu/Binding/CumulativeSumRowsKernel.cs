using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>cumulative_sum_rows; the result may be the operand.</summary>
internal sealed unsafe class CumulativeSumRowsKernel<TLanes>(Address input, Address output, bool reverse) : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    public override void Run(Frame* frame)
    {
        int columns = output.ColumnsIn(frame), rows = output.Rows;
        int first = reverse ? rows - 1 : 0, step = reverse ? -1 : 1;
        float* x = input.At(frame) + ((nint)first * input.RowStride);
        float* y = output.At(frame) + ((nint)first * output.RowStride);
        nint xStep = (nint)step * input.RowStride, yStep = (nint)step * output.RowStride;
        if (input.IsBatched && output.IsBatched)
        {
            RowKernels<TLanes>.CumulativeSum(y, yStep, x, xStep, rows, columns);
            return;
        }

        // A packed matrix: its rows are no whole groups of 16, and it is small.
        new Span<float>(x, columns).CopyTo(new Span<float>(y, columns));
        for (int row = 1; row < rows; row++)
        {
            float* sum = y;
            x += xStep;
            y += yStep;
            for (int c = 0; c < columns; c++)
                y[c] = sum[c] + x[c];
        }
    }
}
