namespace GenGpu.Cpu.Kernels;

/// <summary>The rows of a are summed besides.</summary>
internal readonly struct RowSumsOfA : IRowSums
{
    /// <inheritdoc/>
    public static bool OfA => true;

    /// <inheritdoc/>
    public static bool OfB => false;
}
