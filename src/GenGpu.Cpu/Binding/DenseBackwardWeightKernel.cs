using GenGpu.Core.Programs;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Binding;

/// <summary>dense_backward_weight, also with the reduce_batch that makes the gradient of the bias from the same rows. Reductions over samples mask the tail, so packed operands need no copy.</summary>
internal sealed unsafe class DenseBackwardWeightKernel<TLanes> : CpuKernel
    where TLanes : struct, ILanes<TLanes>
{
    private readonly Address p, q, output, sums;
    private readonly bool hasSums;

    /// <param name="instruction">The product.</param>
    /// <param name="reduction">The reduce_batch of its first operand, or null.</param>
    /// <param name="compiler">Resolves values.</param>
    public DenseBackwardWeightKernel(Instruction instruction, Instruction? reduction, ProgramCompiler compiler)
    {
        (p, q) = (compiler.Read(instruction.Inputs[0]), compiler.Read(instruction.Inputs[1]));
        output = compiler.Write(instruction.Output);
        hasSums = reduction is not null;
        sums = hasSums ? compiler.Write(reduction!.Output) : default;
    }

    public override void Run(Frame* frame) => WeightGradientKernels<TLanes>.BackwardWeight(
        p.At(frame), p.RowStride, q.At(frame), q.RowStride, output.At(frame), hasSums ? sums.At(frame) : null, p.Rows, q.Rows, p.ColumnsIn(frame));
}
