using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>The larger operand; NaN if either is NaN.</summary>
internal readonly struct MaximumFunction : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes> =>
            TLanes.Select(LaneMath<TLanes>.IsNaN(a), a, TLanes.Max(a, b));
}
