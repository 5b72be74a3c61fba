using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>-1, 0 or 1; 0 for NaN, which is neither above nor below 0.</summary>
internal readonly struct SignFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes> =>
            TLanes.And(
                TLanes.LessThan(TLanes.Zero, LaneMath<TLanes>.Abs(x)),
                TLanes.Or(TLanes.And(x, TLanes.BroadcastBits(0x80000000)), TLanes.Broadcast(1f)));
}
