using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>A loop around segments: a Repeat, or the slices of a stage. All workers meet before it, and at the end of each iteration.</summary>
/// <param name="name">Unique name of its variables.</param>
/// <param name="count">Iterations.</param>
/// <param name="countPointer">Where the count lies, when it is a hyper value.</param>
/// <param name="sliceSize">Samples per slice when it walks over slices, otherwise 0: then it counts the random iterations.</param>
internal sealed class LoopNode(string name, RepeatCount count, string countPointer, int sliceSize) : KernelNode
{
    /// <summary>Unique name of its variables.</summary>
    public string Name => name;

    /// <summary>Iterations.</summary>
    public RepeatCount Count => count;

    /// <summary>Where the count lies, when it is a hyper value.</summary>
    public string CountPointer => countPointer;

    /// <summary>Samples per slice, or 0.</summary>
    public int SliceSize => sliceSize;

    /// <summary>The body.</summary>
    public List<KernelNode> Body { get; } = [];
}
