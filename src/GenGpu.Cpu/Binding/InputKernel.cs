using GenGpu.Cpu.Execution;

namespace GenGpu.Cpu.Binding;

/// <summary>input: the counterpart of output.</summary>
internal sealed unsafe class InputKernel(Address output, int stream) : CpuKernel
{
    public override void Run(Frame* frame)
    {
        int columns = output.ColumnsIn(frame);
        int start = output.IsBatched ? frame->SliceStart : 0;
        nint rowLength = (nint)frame->LaunchSteps * output.Columns;
        float* at = frame->Inputs[stream] + ((nint)frame->LaunchStep * output.Columns) + start;
        float* y = output.At(frame);
        for (int row = 0; row < output.Rows; row++)
            new ReadOnlySpan<float>(at + (row * rowLength), columns).CopyTo(new Span<float>(y + ((nint)row * output.RowStride), columns));
    }
}
