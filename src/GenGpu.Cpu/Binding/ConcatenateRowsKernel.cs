using GenGpu.Cpu.Execution;

namespace GenGpu.Cpu.Binding;

/// <summary>concatenate_rows.</summary>
internal sealed unsafe class ConcatenateRowsKernel(Address[] inputs, Address output) : CpuKernel
{
    public override void Run(Frame* frame)
    {
        int columns = output.ColumnsIn(frame);
        float* at = output.At(frame);
        foreach (Address input in inputs)
        {
            Matrix.Copy(new Matrix(input.At(frame), input.RowStride, input.Rows, columns), new Matrix(at, output.RowStride, input.Rows, columns));
            at += (nint)input.Rows * output.RowStride;
        }
    }
}
