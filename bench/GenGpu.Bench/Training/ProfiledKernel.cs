using GenGpu.Core.Programs;
using GenGpu.Cpu.Execution;

namespace GenGpu.Bench.Training;

/// <summary>A kernel of a step and what was measured of it.</summary>
/// <param name="kernel">The kernel.</param>
/// <param name="instructions">What it computes; empty for the sum of slices.</param>
/// <param name="slices">How often it runs per step.</param>
internal sealed class ProfiledKernel(CpuKernel kernel, IReadOnlyList<Instruction> instructions, int slices)
{
    private readonly double[] inStep = [.. Enumerable.Repeat(double.PositiveInfinity, slices)];

    public CpuKernel Kernel { get; } = kernel;

    public int Slices => slices;

    /// <summary>Nanoseconds per step, alone: the smallest of many short batches, data in the nearest cache.</summary>
    public double Alone { get; set; }

    /// <summary>Nanoseconds per step between its neighbours, the smallest of many steps for each slice.</summary>
    public double InStep => inStep.Sum();

    public double Flops { get; } = instructions.Sum(i => i.Op.CostOf(i).Flops);

    /// <summary>The instructions.</summary>
    public string Text { get; } = instructions.Count > 0 ? string.Join("; ", instructions) : "sum of slices";

    /// <summary>Op and shapes: what kernels of one sort share.</summary>
    public string Sort { get; } = instructions.Count == 0 ? "sum of slices"
        : instructions[0].Op == OpTable.Adam ? "adam"
        : instructions[^1].Op == OpTable.Assign && instructions.Count > 1 ? "moving averages"
        : string.Join("; ", instructions.Select(i => $"{i.Op.Name}{i.Attributes.Describe().Split('\'', '[')[0]} {string.Join(" ", i.Outputs.Select(o => o.Shape))} of {string.Join(" ", i.Inputs.Select(o => o.Shape))}"));

    /// <summary>Takes note of one run within a step.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="nanoseconds">Its time.</param>
    public void Note(int slice, double nanoseconds) => inStep[slice] = Math.Min(inStep[slice], nanoseconds);
}
