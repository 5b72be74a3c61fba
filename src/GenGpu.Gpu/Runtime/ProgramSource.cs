namespace GenGpu.Gpu.Runtime;

/// <summary>A program as a kernel: one group per model, the step loop inside.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="ScratchFloats">Floats of global scratch per group.</param>
/// <param name="Labels">What a status word means: status s stands for label s - 1.</param>
internal sealed record ProgramSource(KernelSource Kernel, int ScratchFloats, IReadOnlyList<string> Labels);
