namespace GenGpu.Gpu.Runtime;

/// <summary>One kernel as text, ready to be compiled.</summary>
/// <param name="EntryPoint">Name of its function.</param>
/// <param name="Text">The whole source: nothing is included from elsewhere.</param>
/// <param name="Lanes">Lanes per group; a literal in the source.</param>
/// <param name="SharedBytes">On-chip memory per group that the launch must provide.</param>
internal sealed record KernelSource(string EntryPoint, string Text, int Lanes, int SharedBytes);
