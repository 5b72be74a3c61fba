using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>x &gt; 0 ? x : slope x for any slope. NaN stays NaN.</summary>
internal readonly unsafe struct SteepReluActivation : IActivation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x, TLanes slope, float* at, nint mask)
        where TLanes : struct, ILanes<TLanes> => TLanes.SelectLess(TLanes.Zero, x, x, TLanes.Multiply(x, slope));
}
