using GenGpu.Cpu.Execution;

namespace GenGpu.Cpu.Binding;

/// <summary>output: columns [step * columns + first sample of the slice ...) of each row of the stream.</summary>
internal sealed unsafe class OutputKernel(Address input, int stream) : CpuKernel
{
    public override void Run(Frame* frame)
    {
        if (frame->Outputs[stream] == null)
            return;
        int columns = input.ColumnsIn(frame);
        int start = input.IsBatched ? frame->SliceStart : 0;
        nint rowLength = (nint)frame->LaunchSteps * input.Columns;
        float* at = frame->Outputs[stream] + ((nint)frame->LaunchStep * input.Columns) + start;
        float* x = input.At(frame);
        for (int row = 0; row < input.Rows; row++)
            new ReadOnlySpan<float>(x + ((nint)row * input.RowStride), columns).CopyTo(new Span<float>(at + (row * rowLength), columns));
    }
}
