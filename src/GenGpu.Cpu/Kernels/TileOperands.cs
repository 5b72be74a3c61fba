namespace GenGpu.Cpu.Kernels;

/// <summary>What all tiles of a dense product share.</summary>
internal unsafe struct TileOperands
{
    /// <summary>Terms of the sum.</summary>
    public int Depth;

    /// <summary>Floats from the weight of one row to that of the next.</summary>
    public nint RowStep;

    /// <summary>Floats from the weight of one term to that of the next.</summary>
    public nint DepthStep;

    /// <summary>Floats from one row of the source to the next.</summary>
    public nint SourceStride;

    /// <summary>Floats from the row of each term to that of the next, where the rows of the source are gathered.</summary>
    public int* Steps;

    /// <summary>Floats from one row of the destination to the next.</summary>
    public nint DestinationStride;

    /// <summary>True when sums start from what the destination holds, not from the bias or zero.</summary>
    public bool Accumulate;

    /// <summary>Parameter of the activation.</summary>
    public float Slope;

    /// <summary>Floats from an element of the destination to the element that masks it, which has the same row stride.</summary>
    public nint Mask;
}
