namespace GenGpu.Gpu.Codegen;

/// <summary>The source of one kernel and what its launch needs.</summary>
/// <param name="EntryPoint">Name of the kernel.</param>
/// <param name="Source">All that is compiled: literals, dialect, device library, kernel.</param>
/// <param name="Body">The generated part of the source alone.</param>
/// <param name="Lanes">Lanes per group.</param>
/// <param name="SharedBytes">On-chip memory per group.</param>
/// <param name="ScratchFloats">Floats of global scratch per group.</param>
/// <param name="Labels">Names of what can diverge, by status - 1.</param>
internal sealed record GeneratedKernel(string EntryPoint, string Source, string Body, int Lanes, int SharedBytes, int ScratchFloats, IReadOnlyList<string> Labels);
