using GenGpu.Core.Programs;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;

namespace GenGpu.Cpu.Binding;

/// <summary>
/// What elementwise kernels share: the shape to run over. Packed values of one shape run as one long row; packed values that broadcast run row by
/// row through a padded buffer, since their rows are no whole groups of 16.
/// </summary>
internal abstract unsafe class ElementwiseKernel : CpuKernel
{
    private readonly Address output;
    private readonly Address[] inputs;
    private readonly bool[] isPerRow;
    private readonly int[] steps;
    private readonly int rows, fixedSamples, fixedStride;
    private readonly bool isRowwise;

    protected ElementwiseKernel(Address output, Address[] inputs)
    {
        this.output = output;
        this.inputs = inputs;
        isPerRow = [.. inputs.Select(i => !i.IsBatched && i.Columns == 1)];
        steps = [.. inputs.Select(i => i.Rows == 1 ? 0 : i.RowStride)];
        rows = output.Rows;
        bool isFlat = !output.IsBatched && inputs.All(i => i.IsScalar || (i.Rows == output.Rows && i.Columns == output.Columns));
        isRowwise = !output.IsBatched && !isFlat;
        fixedSamples = output.Columns;
        fixedStride = output.RowStride;
        if (isFlat)
        {
            // A vector [n, 1] is as good as one row of n values.
            isPerRow = [.. inputs.Select(i => i.IsScalar && !output.IsScalar)];
            steps = new int[inputs.Length];
            fixedSamples = output.Rows * output.Columns;
            fixedStride = Padding.RoundUp(fixedSamples);
            rows = 1;
        }
    }

    public sealed override void Run(Frame* frame)
    {
        Operand* operands = stackalloc Operand[3];
        for (int i = 0; i < inputs.Length; i++)
            operands[i] = new Operand((nint)inputs[i].At(frame), steps[i], isPerRow[i]);
        if (!isRowwise)
        {
            Compute(output.At(frame), fixedStride, rows, output.IsBatched ? frame->Samples : fixedSamples, operands);
            return;
        }

        float* buffer = Scratchpad.Floats(fixedSamples);
        float* y = output.At(frame);
        for (int row = 0; row < rows; row++)
        {
            Compute(buffer, Padding.RoundUp(fixedSamples), 1, fixedSamples, operands);
            new ReadOnlySpan<float>(buffer, fixedSamples).CopyTo(new Span<float>(y + ((nint)row * fixedStride), fixedSamples));
            for (int i = 0; i < inputs.Length; i++)
                operands[i] = new Operand(operands[i].Data + ((nint)steps[i] * sizeof(float)), steps[i], isPerRow[i]);
        }
    }

    /// <summary>The function over [rows, samples].</summary>
    protected abstract void Compute(float* destination, int stride, int rows, int samples, Operand* operands);
}
