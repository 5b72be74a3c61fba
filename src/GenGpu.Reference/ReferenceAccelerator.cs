using GenGpu.Core.Accelerators;

namespace GenGpu.Reference;

/// <summary>Makes reference accelerators.</summary>
public static class ReferenceAccelerator
{
    /// <summary>The reference in float32, named <c>reference</c>.</summary>
    /// <param name="buffers">Kernels over whole buffers; null for none.</param>
    public static ReferenceAccelerator<float> CreateFloat(IBufferKernels? buffers = null) => new(buffers);

    /// <summary>The reference in float64, named <c>reference-double</c>: what others are held against, and what finite differences are taken of.</summary>
    /// <param name="buffers">Kernels over whole buffers; null for none.</param>
    public static ReferenceAccelerator<double> CreateDouble(IBufferKernels? buffers = null) => new(buffers);
}
