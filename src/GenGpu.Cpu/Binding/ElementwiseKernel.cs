using GenGpu.Core.Programs;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;

namespace GenGpu.Cpu.Binding;

/// <summary>
/// What elementwise kernels share: the shape to run over. Packed values of one shape run as one long row; packed values that broadcast are
/// written out first, since their rows are no whole groups of 16.
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

        RunExpanded(frame, operands);
    }

    /// <summary>Broadcast operands are written out, then all runs as one long row: the matrices are small (weights, tables).</summary>
    private void RunExpanded(Frame* frame, Operand* operands)
    {
        int length = output.Rows * fixedSamples;
        float* buffer = Scratchpad.Floats(inputs.Length * Padding.RoundUp(length));
        for (int i = 0; i < inputs.Length; i++)
        {
            float* from = inputs[i].At(frame);
            if (inputs[i].IsScalar || (inputs[i].Rows == output.Rows && inputs[i].Columns == fixedSamples))
            {
                operands[i] = new Operand((nint)from, 0, inputs[i].IsScalar);
                continue;
            }

            Expand(from, inputs[i], buffer);
            operands[i] = new Operand((nint)buffer, 0, false);
            buffer += Padding.RoundUp(length);
        }

        Compute(output.At(frame), Padding.RoundUp(length), 1, length, operands);
    }

    private void Expand(float* from, Address input, float* to)
    {
        int rowStep = input.Rows == 1 ? 0 : input.RowStride, columnStep = input.Columns == 1 ? 0 : 1;
        for (int row = 0; row < output.Rows; row++)
        {
            float* source = from + ((nint)row * rowStep);
            for (int column = 0; column < fixedSamples; column++)
                *to++ = source[column * columnStep];
        }
    }

    /// <summary>The function over [rows, samples].</summary>
    protected abstract void Compute(float* destination, int stride, int rows, int samples, Operand* operands);
}
