using GenGpu.Cpu.Execution;

namespace GenGpu.Cpu.Binding;

/// <summary>scatter_add_rows.</summary>
internal sealed unsafe class ScatterAddRowsKernel(Address input, Address output, int[] indices) : CpuKernel
{
    public override void Run(Frame* frame)
    {
        int columns = output.ColumnsIn(frame);
        float* x = input.At(frame);
        float* y = output.At(frame);
        for (int row = 0; row < output.Rows; row++)
            new Span<float>(y + ((nint)row * output.RowStride), columns).Clear();
        for (int row = 0; row < indices.Length; row++)
        {
            float* from = x + ((nint)row * input.RowStride);
            float* to = y + ((nint)indices[row] * output.RowStride);
            for (int c = 0; c < columns; c++)
                to[c] += from[c];
        }
    }
}
