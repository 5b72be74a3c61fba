namespace GenGpu.Cpu.Kernels;

/// <summary>How a tile comes from one term of its sum to the next.</summary>
internal unsafe interface IDepthWalk
{
    /// <summary>Floats to the row of the next term.</summary>
    /// <param name="stride">Floats from row to row.</param>
    /// <param name="steps">The steps that are left, for rows in no regular order.</param>
    static abstract nint Step(nint stride, ref int* steps);
}
