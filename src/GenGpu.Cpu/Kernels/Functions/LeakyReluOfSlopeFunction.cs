using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>a where a is positive, b a otherwise.</summary>
internal readonly struct LeakyReluOfSlopeFunction : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes> =>
            TLanes.SelectLess(TLanes.Zero, a, a, TLanes.Multiply(a, b));
}
