using GenGpu.Cpu.Execution;

namespace GenGpu.Cpu.Binding;

/// <summary>gather_rows.</summary>
internal sealed unsafe class GatherRowsKernel(Address input, Address output, int[] indices) : CpuKernel
{
    public override void Run(Frame* frame)
    {
        float* x = input.At(frame);
        float* y = output.At(frame);
        nint bytes = (nint)output.ColumnsIn(frame) * sizeof(float);
        for (int row = 0; row < indices.Length; row++)
            Buffer.MemoryCopy(x + ((nint)indices[row] * input.RowStride), y + ((nint)row * output.RowStride), bytes, bytes);
    }
}
