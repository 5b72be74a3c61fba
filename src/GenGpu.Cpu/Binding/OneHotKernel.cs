using GenGpu.Cpu.Execution;

namespace GenGpu.Cpu.Binding;

/// <summary>one_hot.</summary>
internal sealed unsafe class OneHotKernel(Address index, Address output) : CpuKernel
{
    public override void Run(Frame* frame)
    {
        int columns = output.ColumnsIn(frame);
        float* i = index.At(frame);
        float* y = output.At(frame);
        for (int row = 0; row < output.Rows; row++)
            new Span<float>(y + ((nint)row * output.RowStride), columns).Clear();
        for (int c = 0; c < columns; c++)
            y[((nint)TableIndex.Clamp(i[c], output.Rows) * output.RowStride) + c] = 1f;
    }
}
