using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>x &gt; 0 ? x : slope x for any slope. NaN stays NaN.</summary>
internal readonly struct SteepReluActivation : IActivation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x, TLanes slope)
        where TLanes : struct, ILanes<TLanes> => TLanes.Select(TLanes.LessThan(TLanes.Zero, x), x, TLanes.Multiply(x, slope));
}
