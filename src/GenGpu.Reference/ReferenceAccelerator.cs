using GenGpu.Reference.Buffers;

namespace GenGpu.Reference;

/// <summary>Makes reference accelerators.</summary>
public static class ReferenceAccelerator
{
    /// <summary>The reference in float32, named <c>reference</c>.</summary>
    public static ReferenceAccelerator<float> CreateFloat() => new(new ReferenceBufferKernels());

    /// <summary>The reference in float64, named <c>reference-double</c>: what others are held against, and what finite differences are taken of.</summary>
    public static ReferenceAccelerator<double> CreateDouble() => new(new ReferenceBufferKernels());
}
