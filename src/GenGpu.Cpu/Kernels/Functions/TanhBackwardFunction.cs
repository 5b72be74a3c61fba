using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>a (1 - b^2): the adjoint a through a tanh with output b.</summary>
internal readonly struct TanhBackwardFunction : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes> =>
            TLanes.Multiply(a, TLanes.FusedNegatedMultiplyAdd(b, b, TLanes.Broadcast(1f)));
}
