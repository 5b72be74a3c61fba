using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>x &gt; 0 ? 1 : 0.</summary>
internal readonly struct StepFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes> =>
            TLanes.And(TLanes.LessThan(TLanes.Zero, x), TLanes.Broadcast(1f));
}
