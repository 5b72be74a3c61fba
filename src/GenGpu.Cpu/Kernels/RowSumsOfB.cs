namespace GenGpu.Cpu.Kernels;

/// <summary>The rows of b are summed besides.</summary>
internal readonly struct RowSumsOfB : IRowSums
{
    /// <inheritdoc/>
    public static bool OfA => false;

    /// <inheritdoc/>
    public static bool OfB => true;
}
