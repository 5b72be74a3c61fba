using GenGpu.Core.Memory;
using GenGpu.Core.Programs;
using GenGpu.Cpu.Binding;

namespace GenGpu.Cpu.Execution;

/// <summary>
/// How large a slice the cpu accelerator takes: a property of the program alone, so that bits never depend on threads or memory. Small programs run
/// in one slice; work of many microseconds is cut so that several cores can share it, and scratch that would leave the cache is cut too.
/// </summary>
internal static class SliceRule
{
    /// <summary>Work of one slice below which cores would wait for each other more than they compute (about 100 microseconds on one core).</summary>
    private const double MinimumFlopsPerSlice = 6e6;

    /// <summary>Scratch of one slice that still fits the second-level cache.</summary>
    private const long MaximumScratchBytes = 768 * 1024;

    /// <summary>Memory for partial results of all slices.</summary>
    private const long MaximumPartialBytes = 64L * 1024 * 1024;

    public static int SliceSize(Program program)
    {
        int batchSize = program.BatchSize;
        ExecutionPlan whole = ExecutionPlan.Create(program, batchSize, Absorption.Find(program));
        double flops = program.Instructions().Sum(i => i.Op.CostOf(i).Flops);
        double byWork = flops / MinimumFlopsPerSlice;
        double byScratch = whole.SliceLength * (double)sizeof(float) / MaximumScratchBytes;
        long reduced = program.Instructions()
            .Where(i => i.Op.ReducesBatch && i.Inputs.Any(v => v.Shape.IsBatched))
            .Sum(i => i.Output.Shape.ElementCount * sizeof(float));
        double most = Math.Min((batchSize + 63) / 64, Math.Max(1.0, MaximumPartialBytes / (double)Math.Max(1, reduced)));
        int slices = (int)Math.Clamp(Math.Floor(Math.Max(Math.Min(byWork, 64), byScratch)), 1, most);
        if (slices == 1)
            return batchSize;
        int size = (((batchSize + slices - 1) / slices) + 63) / 64 * 64;
        return program.HasSites ? EqualSlices(batchSize, size) : Math.Min(size, batchSize);
    }

    /// <summary>The largest slice of whole random blocks, up to a size, that divides the batch; all of it when there is none.</summary>
    private static int EqualSlices(int batchSize, int size)
    {
        for (; size >= 64; size -= 64)
        {
            if (batchSize % size == 0)
                return size;
        }

        return batchSize;
    }
}
