using GenGpu.Cpu.Execution;

namespace GenGpu.Cpu.Binding;

/// <summary>lookup.</summary>
internal sealed unsafe class LookupKernel(Address table, Address index, Address output) : CpuKernel
{
    public override void Run(Frame* frame)
    {
        int columns = output.ColumnsIn(frame), count = table.Columns;
        float* t = table.At(frame);
        float* i = index.At(frame);
        float* y = output.At(frame);
        for (int c = 0; c < columns; c++)
        {
            float* from = t + TableIndex.Clamp(i[c], count);
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
