namespace GenGpu.Cpu.Kernels;

/// <summary>What the tiles of two dense layers in one pass share: h = activation(W x + b), y = V h + c.</summary>
internal unsafe struct LayerPairOperands
{
    /// <summary>Rows of h, and of x.</summary>
    public int Rows, Depth;

    /// <summary>W and V.</summary>
    public float* Inner, Outer;

    /// <summary>Floats from the weight of one row of the result to that of the next.</summary>
    public nint InnerRowStep, OuterRowStep;

    /// <summary>Floats from the weight of one term to that of the next.</summary>
    public nint InnerDepthStep, OuterDepthStep;

    /// <summary>b and c, or a zero.</summary>
    public float* InnerBias, OuterBias;

    /// <summary>1, or 0 where there is no bias.</summary>
    public nint InnerBiasStep, OuterBiasStep;

    /// <summary>Floats from row to row of x, h and y.</summary>
    public nint SourceStride, HiddenStride, DestinationStride;

    /// <summary>Parameter of the activation.</summary>
    public float Slope;

    /// <summary>Floats from an element of h to the one that masks it, which has the same row stride.</summary>
    public nint Mask;

    /// <summary>Whether h is stored.</summary>
    public bool Keeps;
}
