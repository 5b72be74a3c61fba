using GenGpu.Cpu.Execution;

namespace GenGpu.Cpu.Binding;

/// <summary>A plain copy: assign, report, carried values. Padding is left alone.</summary>
internal sealed unsafe class CopyKernel(Address from, Address to) : CpuKernel
{
    public override void Run(Frame* frame)
    {
        int columns = to.ColumnsIn(frame);
        Matrix.Copy(new Matrix(from.At(frame), from.RowStride, to.Rows, columns), new Matrix(to.At(frame), to.RowStride, to.Rows, columns));
    }
}
