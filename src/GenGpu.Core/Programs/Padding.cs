namespace GenGpu.Core.Programs;

/// <summary>The alignment of the memory layout: 16 floats, one cache line, the canonical lane count of every reduction.</summary>
public static class Padding
{
    /// <summary>Lanes of the canonical reduction order, and the alignment of rows and slots in floats.</summary>
    public const int Lanes = 16;

    /// <summary>The smallest multiple of 16 that is at least <paramref name="count"/>.</summary>
    /// <param name="count">A count of floats.</param>
    public static int RoundUp(int count) => checked((count + (Lanes - 1)) & ~(Lanes - 1));
}
