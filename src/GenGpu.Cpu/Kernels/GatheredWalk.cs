using System.Runtime.CompilerServices;

namespace GenGpu.Cpu.Kernels;

/// <summary>Rows in the order of a table.</summary>
internal readonly unsafe struct GatheredWalk : IDepthWalk
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Step(nint stride, ref int* steps) => *steps++;
}
