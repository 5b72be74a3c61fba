namespace GenGpu.Cpu.Execution;

/// <summary>Kernels that run together, per slice when sliced, and the reductions that follow.</summary>
internal sealed class CompiledStage(bool isSliced, CpuKernel[] kernels, CpuKernel[] combinations) : CompiledNode
{
    public bool IsSliced { get; } = isSliced;

    public CpuKernel[] Kernels { get; } = kernels;

    /// <summary>Sums of the slices' partial results, run once after all slices.</summary>
    public CpuKernel[] Combinations { get; } = combinations;
}
