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
    private readonly int aStep, bStep;
    private readonly delegate*<float*, nint, int, int, float*, nint, float*, nint, void> loop;

    public BinaryKernel(Address output, Address[] inputs)
        : base(output, inputs)
    {
        (result, a, b) = (output, inputs[0], inputs[1]);
        (aStep, bStep) = (StepOf(0), StepOf(1));
        loop = BinaryLoop<TLanes, TFunction>.Choose(IsFixed(0), IsFixed(1));
    }

    public override void Run(Frame* frame)
    {
        if (IsExpanded)
        {
            RunExpanded(frame);
            return;
        }

        (int rows, int samples) = Extent(frame);
        loop(result.At(frame), Stride, rows, samples, a.At(frame), aStep, b.At(frame), bStep);
    }

    protected override void Compute(float* destination, int samples, Operand* operands) =>
        ElementwiseKernels<TLanes>.Binary<TFunction>(destination, 0, 1, samples, operands[0], operands[1]);
}
