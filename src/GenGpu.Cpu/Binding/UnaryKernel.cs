using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>elementwise, unary, also with the multiplication by a scalar and the addition of one that follow.</summary>
internal sealed unsafe class UnaryKernel<TLanes, TFunction> : ElementwiseKernel
    where TLanes : struct, ILanes<TLanes>
    where TFunction : struct, IUnaryFunction
{
    private readonly Address result, a;
    private readonly bool isFixed;
    private readonly Affine? affine;

    /// <param name="output">Where the result goes.</param>
    /// <param name="inputs">The operand.</param>
    /// <param name="affine">What follows, of a result that is no scalar; or null.</param>
    public UnaryKernel(Address output, Address[] inputs, Affine? affine)
        : base(output, inputs)
    {
        (result, a) = (output, inputs[0]);
        isFixed = IsFixed(0);
        this.affine = affine;
    }

    public override void Run(Frame* frame)
    {
        if (IsExpanded)
        {
            RunExpanded(frame);
            return;
        }

        (int rows, int samples) = Extent(frame);
        if (affine is not null)
            RunScaled(frame, rows, samples);
        else if (rows == 1 && !isFixed)
            UnaryLoop<TLanes, TFunction>.Run(result.At(frame), a.At(frame), samples);
        else
            ElementwiseKernels<TLanes>.Unary<TFunction>(result.At(frame), Stride, rows, samples, new Operand((nint)a.At(frame), StepOf(0), isFixed));
    }

    private void RunScaled(Frame* frame, int rows, int samples)
    {
        float* to = result.At(frame), from = a.At(frame), scale = affine!.Scale.At(frame), shift = affine.Shift is { } address ? address.At(frame) : null;
        for (; rows > 0; rows--)
        {
            UnaryLoop<TLanes, TFunction>.RunScaled(to, from, samples, scale, shift);
            to += Stride;
            from += StepOf(0);
        }
    }

    protected override void Compute(float* destination, int samples, Operand* operands) =>
        ElementwiseKernels<TLanes>.Unary<TFunction>(destination, 0, 1, samples, operands[0]);
}
