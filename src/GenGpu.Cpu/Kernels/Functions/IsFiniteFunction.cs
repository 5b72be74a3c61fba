using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>1 where x is neither infinite nor NaN, else 0.</summary>
internal readonly struct IsFiniteFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes> =>
            TLanes.And(TLanes.LessThan(LaneMath<TLanes>.Abs(x), TLanes.Broadcast(float.PositiveInfinity)), TLanes.Broadcast(1f));
}
