namespace GenGpu.Cpu.Kernels;

/// <summary>How far a dense product sums in one pass.</summary>
internal static class DenseDepth
{
    /// <summary>Terms per pass: a panel of 64 samples by 160 terms takes 40 KB, which stays in the first-level cache.</summary>
    public const int Block = 160;
}
