using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>a is not 0 ? b : c; NaN counts as not 0.</summary>
internal readonly struct WhereFunction : ITernaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes a, TLanes b, TLanes c)
        where TLanes : struct, ILanes<TLanes> =>
            TLanes.Select(TLanes.EqualTo(a, TLanes.Zero), c, b);
}
