using GenGpu.Core.Memory;
using GenGpu.Core.Programs;
using GenGpu.Cpu.Binding;

namespace GenGpu.Cpu.Execution;

/// <summary>
/// How large a slice the cpu accelerator takes: a property of the program alone, so that bits never depend on threads or memory. Small programs run
/// in one slice; work of many microseconds is cut so that several cores can share it, and scratch that would leave the cache is cut too, unless what
/// every slice adds to sums over the batch would then cost more than it saves.
/// </summary>
internal static class SliceRule
{
    /// <summary>Work of one slice below which cores would wait for each other more than they compute (about 100 microseconds on one core).</summary>
    private const double MinimumFlopsPerSlice = 6e6;

    /// <summary>
    /// Work of one slice per element of its partial sums. A weight takes six flops per sample, forward and backward, so this is a slice of 256 samples of dense layers; reading the
    /// weights again, folding the accumulators of their gradients and adding these to the other slices' costs as much as 20 to 40 samples do (flow2:64, slices of 64 to 1,024).
    /// </summary>
    private const double FlopsPerSum = 6 * 256;

    /// <summary>
    /// Slices into which work or scratch is cut whatever their sums cost, so that two cores can share a single model. More of them would serve machines with many cores and one wide model with a small batch, and
    /// cost all others: diffusion:380, batch 256, takes 19.4 ms in four slices, 16.2 in two, 15.9 in one (medians of 7 interleaved rounds beside other work).
    /// </summary>
    private const int SlicesToShare = 2;

    /// <summary>Scratch of one slice that still fits the second-level cache.</summary>
    private const long MaximumScratchBytes = 768 * 1024;

    /// <summary>Memory for partial results of all slices.</summary>
    private const long MaximumPartialBytes = 64L * 1024 * 1024;

    /// <summary>The largest part of a batch that one of two cores may get: they then train a single model 1.8 times as fast as one.</summary>
    private const double LargestShare = 1 / 1.8;

    /// <summary>Samples per slice: all of the batch, or a multiple of 64.</summary>
    /// <param name="program">The program.</param>
    public static int SliceSize(Program program)
    {
        int batchSize = program.BatchSize;
        ExecutionPlan whole = ExecutionPlan.Create(program, batchSize, Absorption.Find(program));
        double flops = program.Instructions().Sum(i => i.Op.CostOf(i).Flops);
        long sums = program.Instructions().Where(i => i.Op.ReducesBatch && i.Inputs.Any(v => v.Shape.IsBatched)).Sum(i => (long)i.Output.Shape.ElementCount);
        double byWork = Math.Min(flops / MinimumFlopsPerSlice, 64);
        double byScratch = whole.SliceLength * (double)sizeof(float) / MaximumScratchBytes;
        double bySums = flops / FlopsPerSum / Math.Max(1, sums);
        // Beyond the cache a slice is slower by a tenth; half of the wanted work per sum costs as much.
        double wanted = Math.Max(Math.Min(byWork, Math.Max(bySums, SlicesToShare)), Math.Min(byScratch, Math.Max(2 * bySums, SlicesToShare)));
        double most = Math.Min((batchSize + 63) / 64, Math.Max(1.0, MaximumPartialBytes / (double)Math.Max(1, sums * sizeof(float))));
        int slices = (int)Math.Clamp(Math.Floor(wanted), 1, most);
        if (slices == 1)
            return batchSize;
        int size = (((batchSize + slices - 1) / slices) + 63) / 64 * 64;
        return program.HasSites ? EqualSlices(batchSize, size) : EvenShares(batchSize, Math.Min(size, batchSize));
    }

    /// <summary>The largest slice of whole random blocks, up to a size, that two cores share evenly; that size when there is none.</summary>
    private static int EvenShares(int batchSize, int size)
    {
        for (int smaller = size; smaller >= 64; smaller -= 64)
        {
            int slices = (batchSize + smaller - 1) / smaller;
            if ((slices + 1) / 2 * smaller <= LargestShare * batchSize)
                return smaller;
        }

        return size;
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
