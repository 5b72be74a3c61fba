using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>lookup. Small tables (mixture components, categories, spline knots) are looked up in registers, large ones (data files) sample by sample.</summary>
internal sealed unsafe class LookupKernel<TLanes>(Address table, Address index, Address output) : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    public override void Run(Frame* frame)
    {
        int columns = output.ColumnsIn(frame);
        float* t = table.At(frame);
        float* i = index.At(frame);
        float* y = output.At(frame);
        if (table.Columns <= TableKernels<TLanes>.RegisterEntries && output.IsBatched)
            TableKernels<TLanes>.Lookup(y, output.RowStride, t, table.RowStride, output.Rows, table.Columns, i, columns);
        else
            OneByOne(t, i, y, columns);
    }

    private void OneByOne(float* t, float* i, float* y, int columns)
    {
        for (int c = 0; c < columns; c++)
        {
            float* from = t + TableIndex.Clamp(i[c], table.Columns);
            float* to = y + c;
            for (int row = 0; row < output.Rows; row++)
            {
                *to = *from;
                from += table.RowStride;
                to += output.RowStride;
            }
        }
    }
}
