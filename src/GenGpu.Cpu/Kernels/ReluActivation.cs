using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>max(x, 0). NaN stays NaN.</summary>
internal readonly unsafe struct ReluActivation : IActivation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x, TLanes slope, float* at, nint mask)
        where TLanes : struct, ILanes<TLanes> => TLanes.Max(TLanes.Zero, x);
}
