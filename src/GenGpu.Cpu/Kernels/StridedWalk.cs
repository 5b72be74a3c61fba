using System.Runtime.CompilerServices;

namespace GenGpu.Cpu.Kernels;

/// <summary>Row after row.</summary>
internal readonly unsafe struct StridedWalk : IDepthWalk
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Step(nint stride, ref int* steps) => stride;
}
