using GenGpu.Cpu.Execution;

namespace GenGpu.Cpu.Binding;

/// <summary>lookup_backward: samples in ascending order.</summary>
internal sealed unsafe class LookupBackwardKernel(Address input, Address index, Address output) : CpuKernel
{
    public override void Run(Frame* frame)
    {
        int columns = input.ColumnsIn(frame), count = output.Columns;
        float* x = input.At(frame);
        float* i = index.At(frame);
        float* table = output.At(frame);
        new Span<float>(table, output.Rows * count).Clear();
        for (int c = 0; c < columns; c++)
        {
            int entry = TableIndex.Clamp(i[c], count);
            for (int row = 0; row < output.Rows; row++)
                table[((nint)row * count) + entry] += x[((nint)row * input.RowStride) + c];
        }
    }
}
