namespace GenGpu.Cpu.Kernels;

/// <summary>Products alone.</summary>
internal readonly struct NoRowSums : IRowSums
{
    /// <inheritdoc/>
    public static bool OfA => false;

    /// <inheritdoc/>
    public static bool OfB => false;
}
