using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>Calls that the host repeats. With a count from hyper values it goes on to the largest of all models; a kernel returns at once for a model that is done.</summary>
/// <param name="Count">Iterations.</param>
/// <param name="Body">One iteration.</param>
internal sealed record WideRepeat(RepeatCount Count, IReadOnlyList<WideNode> Body) : WideNode;
