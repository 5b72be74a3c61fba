using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>elementwise, unary.</summary>
internal sealed unsafe class UnaryKernel<TLanes, TFunction> : ElementwiseKernel
    where TLanes : struct, ILanes<TLanes>
    where TFunction : struct, IUnaryFunction
{
    private readonly Address result, a;
    private readonly bool isFixed;

    public UnaryKernel(Address output, Address[] inputs)
        : base(output, inputs)
    {
        (result, a) = (output, inputs[0]);
        isFixed = IsFixed(0);
    }

    public override void Run(Frame* frame)
    {
        if (IsExpanded)
        {
            RunExpanded(frame);
            return;
        }

        (int rows, int samples) = Extent(frame);
        if (rows == 1 && !isFixed)
            UnaryLoop<TLanes, TFunction>.Run(result.At(frame), a.At(frame), samples);
        else
            ElementwiseKernels<TLanes>.Unary<TFunction>(result.At(frame), Stride, rows, samples, new Operand((nint)a.At(frame), StepOf(0), isFixed));
    }

    protected override void Compute(float* destination, int samples, Operand* operands) =>
        ElementwiseKernels<TLanes>.Unary<TFunction>(destination, 0, 1, samples, operands[0]);
}
