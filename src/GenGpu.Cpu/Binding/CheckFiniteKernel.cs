using GenGpu.Cpu.Execution;

namespace GenGpu.Cpu.Binding;

/// <summary>check_finite.</summary>
internal sealed unsafe class CheckFiniteKernel(Address input, int label) : CpuKernel
{
    public override void Run(Frame* frame)
    {
        int columns = input.ColumnsIn(frame);
        for (int row = 0; row < input.Rows && frame->Status == 0; row++)
        {
            if (!FiniteCheck.All(input.At(frame) + ((nint)row * input.RowStride), columns))
                frame->Status = label;
        }
    }
}
