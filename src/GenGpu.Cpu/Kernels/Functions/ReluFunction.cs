using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>max(x, 0): NaN stays NaN.</summary>
internal readonly struct ReluFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x, in FunctionParameters parameters)
        where TLanes : struct, ILanes<TLanes> =>
            TLanes.Max(TLanes.Zero, x);
}
