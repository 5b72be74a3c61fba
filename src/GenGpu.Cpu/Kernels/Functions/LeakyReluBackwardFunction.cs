using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>a where b is positive, c a otherwise: the adjoint a through LeakyRelu with output b and slope c.</summary>
internal readonly struct LeakyReluBackwardFunction : ITernaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes a, TLanes b, TLanes c)
        where TLanes : struct, ILanes<TLanes> =>
            TLanes.SelectLess(TLanes.Zero, b, a, TLanes.Multiply(a, c));
}
