namespace GenGpu.Cpu.Kernels;

/// <summary>What the tiles of the way back through two dense layers share: h = relu(W x + b), y = V h + c, with e the adjoint of y.</summary>
internal unsafe struct LayerPairBackwardOperands
{
    /// <summary>Rows of h, at least 1.</summary>
    public int Rows;

    /// <summary>Samples.</summary>
    public int Samples;

    /// <summary>V [m, rows], contiguous.</summary>
    public float* Outer;

    /// <summary>e [m, samples], h and x [k, samples].</summary>
    public float* Errors, Hidden, Source;

    /// <summary>Where d, the adjoint of W x + b, is stored, or null. It may be where h is.</summary>
    public float* Adjoint;

    /// <summary>Floats from row to row of e, of h, of x and of d.</summary>
    public nint ErrorStride, HiddenStride, SourceStride, AdjointStride;

    /// <summary>Slope of the activation below 0.</summary>
    public float Slope;

    /// <summary>Gradients of V [m, rows], of W [rows, k] and of b [rows], the last of which may be null.</summary>
    public float* OuterGradient, InnerGradient, BiasGradient;
}
