using GenGpu.Core.Programs;
using GenGpu.Cpu.Execution;

namespace GenGpu.Cpu.Binding;

/// <summary>
/// A kernel from matrices to one matrix whose rows are padded to whole groups of 16. Batched values are; packed ones with several columns
/// are copied into padded memory and back.
/// </summary>
internal abstract unsafe class MatrixKernel : CpuKernel
{
    private readonly Address[] inputs;
    private readonly Address output;
    private readonly bool[] copied;
    private readonly bool outputCopied;
    private readonly bool anyCopied;

    /// <param name="inputs">Operands that are matrices over the same columns as each other or the output.</param>
    /// <param name="output">The result.</param>
    /// <param name="packedOutput">True when the kernel writes a packed result itself (reductions over the batch).</param>
    protected MatrixKernel(Address[] inputs, Address output, bool packedOutput)
    {
        this.inputs = inputs;
        this.output = output;
        copied = [.. inputs.Select(i => !i.IsBatched && i.Columns % Padding.Lanes != 0)];
        outputCopied = !packedOutput && !output.IsBatched && output.Columns % Padding.Lanes != 0;
        anyCopied = outputCopied || copied.Any(c => c);
    }

    public sealed override void Run(Frame* frame)
    {
        Matrix* matrices = stackalloc Matrix[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
            matrices[i] = new Matrix(inputs[i].At(frame), inputs[i].RowStride, inputs[i].Rows, inputs[i].ColumnsIn(frame));
        var result = new Matrix(output.At(frame), output.RowStride, output.Rows, output.ColumnsIn(frame));
        if (anyCopied)
            RunCopied(matrices, result);
        else
            Compute(matrices, result);
    }

    /// <summary>The kernel itself.</summary>
    protected abstract void Compute(Matrix* operands, Matrix result);

    private void RunCopied(Matrix* operands, Matrix result)
    {
        int needed = outputCopied ? result.PaddedLength : 0;
        for (int i = 0; i < inputs.Length; i++)
            needed += copied[i] ? operands[i].PaddedLength : 0;
        float* at = Scratchpad.Floats(needed);
        for (int i = 0; i < inputs.Length; i++)
        {
            if (!copied[i])
                continue;
            var padded = new Matrix(at, Padding.RoundUp(operands[i].Columns), operands[i].Rows, operands[i].Columns);
            Matrix.Copy(operands[i], padded);
            operands[i] = padded;
            at += padded.PaddedLength;
        }

        if (!outputCopied)
        {
            Compute(operands, result);
            return;
        }

        var target = new Matrix(at, Padding.RoundUp(result.Columns), result.Rows, result.Columns);
        Compute(operands, target);
        Matrix.Copy(target, result);
    }
}
