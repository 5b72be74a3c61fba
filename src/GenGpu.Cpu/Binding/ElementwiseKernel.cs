using System.Runtime.CompilerServices;
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
    private readonly bool isExpanded, runsStraight, isBatched;
    private readonly int sites;

    protected ElementwiseKernel(Address output, Address[] inputs)
    {
        this.output = output;
        this.inputs = inputs;
        isPerRow = [.. inputs.Select(i => !i.IsBatched && i.Columns == 1)];
        steps = [.. inputs.Select(i => i.Rows == 1 ? 0 : i.RowStride)];
        rows = output.Rows;
        bool isFlat = !output.IsBatched && inputs.All(i => i.IsScalar || (i.Rows == output.Rows && i.Columns == output.Columns));
        isExpanded = !output.IsBatched && !isFlat;
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

        (isBatched, sites) = (output.IsBatched, output.Sites);
        runsStraight = rows > 1 && Array.Exists(isPerRow, fixedInRow => !fixedInRow)
            && Enumerable.Range(0, inputs.Length).All(i => steps[i] == (isPerRow[i] ? 0 : fixedStride));
    }

    /// <summary>Whether operands are written out first: a packed result of operands that broadcast.</summary>
    protected bool IsExpanded => isExpanded;

    /// <summary>Floats from row to row of the result.</summary>
    protected int Stride => fixedStride;

    /// <summary>Whether an operand is one value for all samples of a row.</summary>
    protected bool IsFixed(int input) => isPerRow[input];

    /// <summary>Floats from row to row of an operand.</summary>
    protected int StepOf(int input) => steps[input];

    /// <summary>
    /// What to run over: all rows as one where every operand is a scalar or as contiguous as the result.
    /// Small programs run thousands of these on a hundred values each, so the way from here to the loop is kept short.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected (int Rows, int Samples) Extent(Frame* frame)
    {
        int samples = isBatched ? frame->Samples * sites : fixedSamples;
        return runsStraight && Padding.RoundUp(samples) == fixedStride ? (1, rows * fixedStride) : (rows, samples);
    }

    /// <summary>Broadcast operands are written out, then all runs as one long row: the matrices are small (weights, tables).</summary>
    protected void RunExpanded(Frame* frame)
    {
        Operand* operands = stackalloc Operand[3];
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

        Compute(output.At(frame), length, operands);
    }

    private void Expand(float* from, Address input, float* to)
    {
        if (input.Rows == 1 && input.Columns == fixedSamples)
        {
            Repeat(from, to);
            return;
        }

        int rowStep = input.Rows == 1 ? 0 : input.RowStride, columnStep = input.Columns == 1 ? 0 : 1;
        for (int row = 0; row < output.Rows; row++)
        {
            float* source = from + ((nint)row * rowStep);
            for (int column = 0; column < fixedSamples; column++)
                *to++ = source[column * columnStep];
        }
    }

    /// <summary>One row, output.Rows times: what stands there already is copied behind itself, twice as much each time.</summary>
    private void Repeat(float* row, float* to)
    {
        int length = output.Rows * fixedSamples;
        Buffer.MemoryCopy(row, to, fixedSamples * sizeof(float), fixedSamples * sizeof(float));
        for (int done = fixedSamples; done < length; done *= 2)
        {
            nint bytes = Math.Min(done, length - done) * sizeof(float);
            Buffer.MemoryCopy(to, to + done, bytes, bytes);
        }
    }

    /// <summary>The function over one row.</summary>
    protected abstract void Compute(float* destination, int samples, Operand* operands);
}
