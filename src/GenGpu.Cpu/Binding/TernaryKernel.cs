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
    private readonly int aStep, bStep, cStep;
    private readonly delegate*<float*, nint, int, int, float*, nint, float*, nint, float*, nint, void> loop;

    public TernaryKernel(Address output, Address[] inputs)
        : base(output, inputs)
    {
        (result, a, b, c) = (output, inputs[0], inputs[1], inputs[2]);
        (aStep, bStep, cStep) = (StepOf(0), StepOf(1), StepOf(2));
        loop = TernaryLoop<TLanes, TFunction>.Choose(IsFixed(0), IsFixed(1), IsFixed(2));
    }

    public override void Run(Frame* frame)
    {
        if (IsExpanded)
        {
            RunExpanded(frame);
            return;
        }

        (int rows, int samples) = Extent(frame);
        loop(result.At(frame), Stride, rows, samples, a.At(frame), aStep, b.At(frame), bStep, c.At(frame), cStep);
    }

    protected override void Compute(float* destination, int samples, Operand* operands) =>
        ElementwiseKernels<TLanes>.Ternary<TFunction>(destination, 0, 1, samples, operands[0], operands[1], operands[2]);
}
