namespace GenGpu.Cpu.Kernels;

/// <summary>The numbers that kernels are compiled for.</summary>
internal static class Counts
{
    /// <summary>0.</summary>
    public readonly struct Zero : ICount
    {
        /// <inheritdoc/>
        public static int Value => 0;
    }

    /// <summary>1.</summary>
    public readonly struct One : ICount
    {
        /// <inheritdoc/>
        public static int Value => 1;
    }

    /// <summary>2.</summary>
    public readonly struct Two : ICount
    {
        /// <inheritdoc/>
        public static int Value => 2;
    }

    /// <summary>3.</summary>
    public readonly struct Three : ICount
    {
        /// <inheritdoc/>
        public static int Value => 3;
    }

    /// <summary>4.</summary>
    public readonly struct Four : ICount
    {
        /// <inheritdoc/>
        public static int Value => 4;
    }
}
