namespace GenGpu.Gpu.Codegen;

/// <summary>A piece of a generated program: a <see cref="Segment"/> or a <see cref="LoopNode"/>.</summary>
internal abstract class KernelNode
{
}
