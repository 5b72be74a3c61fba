using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>elementwise, ternary.</summary>
internal sealed unsafe class TernaryKernel<TLanes, TFunction> : ElementwiseKernel
    where TLanes : struct, ILanes<TLanes>
    where TFunction : struct, ITernaryFunction
{
    private readonly Address result, a, b, c;
    private readonly bool aIsFixed, bIsFixed, cIsFixed;

    public TernaryKernel(Address output, Address[] inputs)
        : base(output, inputs)
    {
        (result, a, b, c) = (output, inputs[0], inputs[1], inputs[2]);
        (aIsFixed, bIsFixed, cIsFixed) = (IsFixed(0), IsFixed(1), IsFixed(2));
    }

    public override void Run(Frame* frame)
    {
        int count = StraightCount(frame);
        if (count > 0)
            TernaryLoop<TLanes, TFunction>.Run(result.At(frame), a.At(frame), b.At(frame), c.At(frame), aIsFixed, bIsFixed, cIsFixed, count);
        else
            RunBroadcast(frame);
    }

    protected override void Compute(float* destination, int stride, int rows, int samples, Operand* operands) =>
        ElementwiseKernels<TLanes>.Ternary<TFunction>(destination, stride, rows, samples, operands[0], operands[1], operands[2]);
}
