using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>elementwise, unary.</summary>
internal sealed unsafe class UnaryKernel<TLanes, TFunction>(Address output, Address[] inputs) : ElementwiseKernel(output, inputs)
    where TLanes : struct, ILanes<TLanes>
    where TFunction : struct, IUnaryFunction
{
    private readonly Address result = output, a = inputs[0];

    public override void Run(Frame* frame)
    {
        int count = StraightCount(frame);
        if (count > 0)
            UnaryLoop<TLanes, TFunction>.Run(result.At(frame), a.At(frame), count);
        else
            RunRows(frame);
    }

    private void RunRows(Frame* frame)
    {
        if (IsExpanded)
            RunExpanded(frame);
        else
            ElementwiseKernels<TLanes>.Unary<TFunction>(result.At(frame), Stride, Rows, SamplesIn(frame), new Operand((nint)a.At(frame), StepOf(0), IsFixed(0)));
    }

    protected override void Compute(float* destination, int samples, Operand* operands) =>
        ElementwiseKernels<TLanes>.Unary<TFunction>(destination, 0, 1, samples, operands[0]);
}
