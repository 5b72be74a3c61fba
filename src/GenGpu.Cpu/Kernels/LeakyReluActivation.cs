using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>x &gt; 0 ? x : slope x for 0 &lt; slope &lt;= 1, where it is max(slope x, x): two operations in place of three. NaN stays NaN.</summary>
internal readonly unsafe struct LeakyReluActivation : IActivation
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x, TLanes slope, float* at, nint mask)
        where TLanes : struct, ILanes<TLanes> => TLanes.Max(TLanes.Multiply(x, slope), x);
}
