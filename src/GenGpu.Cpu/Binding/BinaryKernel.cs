using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>elementwise, binary.</summary>
internal sealed unsafe class BinaryKernel<TLanes, TFunction> : ElementwiseKernel
    where TLanes : struct, ILanes<TLanes>
    where TFunction : struct, IBinaryFunction
{
    private readonly Address result, a, b;
    private readonly bool aIsFixed, bIsFixed;

    public BinaryKernel(Address output, Address[] inputs)
        : base(output, inputs)
    {
        (result, a, b) = (output, inputs[0], inputs[1]);
        (aIsFixed, bIsFixed) = (IsFixed(0), IsFixed(1));
    }

    public override void Run(Frame* frame)
    {
        int count = StraightCount(frame);
        if (count == 0)
            RunBroadcast(frame);
        else if (bIsFixed)
            BinaryLoop<TLanes, TFunction>.First(result.At(frame), a.At(frame), *b.At(frame), count);
        else if (aIsFixed)
            BinaryLoop<TLanes, TFunction>.Second(result.At(frame), *a.At(frame), b.At(frame), count);
        else
            BinaryLoop<TLanes, TFunction>.Both(result.At(frame), a.At(frame), b.At(frame), count);
    }

    protected override void Compute(float* destination, int stride, int rows, int samples, Operand* operands) =>
        ElementwiseKernels<TLanes>.Binary<TFunction>(destination, stride, rows, samples, operands[0], operands[1]);
}
