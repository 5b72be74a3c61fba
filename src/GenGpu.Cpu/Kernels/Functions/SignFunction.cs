using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>-1, 0 or 1; NaN stays NaN.</summary>
internal readonly struct SignFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x, in FunctionParameters parameters)
        where TLanes : struct, ILanes<TLanes> =>
            TLanes.Select(
                TLanes.LessThan(TLanes.Zero, LaneMath<TLanes>.Abs(x)),
                TLanes.Or(TLanes.And(x, TLanes.BroadcastBits(0x80000000)), TLanes.Broadcast(1f)),
                x);
}
