using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>Which form of a program is faster for a number of models: an estimate from arithmetic and the cost of starting kernels. Neither form changes what a trial draws.</summary>
internal static class FormRule
{
    // Orders of magnitude of current devices: what one group and one unit compute per second, and what a kernel in a queue costs.
    private const double FusedFlopsOnChip = 5e10, FusedFlopsFromMemory = 1e10, WideFlopsPerUnit = 2e10, SecondsPerKernel = 4e-6;

    /// <summary>Whether the wide form is the faster one.</summary>
    /// <param name="program">The program.</param>
    /// <param name="fused">Its fused form.</param>
    /// <param name="wide">Its wide form.</param>
    /// <param name="modelCount">Models that run side by side.</param>
    /// <param name="computeUnits">Multiprocessors of the device.</param>
    public static bool IsWideBetter(Program program, GeneratedKernel fused, WideProgram wide, int modelCount, int computeUnits)
    {
        double flops = program.Instructions().Sum(i => i.Op.CostOf(i).Flops);
        bool isOnChip = fused.ScratchFloats == 0;
        double waves = Math.Ceiling(modelCount / (double)computeUnits);
        double fusedSeconds = waves * flops / (isOnChip ? FusedFlopsOnChip : FusedFlopsFromMemory);
        double wideSeconds = (wide.CallCount * SecondsPerKernel) + (modelCount * flops / (computeUnits * WideFlopsPerUnit));
        return wideSeconds < fusedSeconds;
    }
}
