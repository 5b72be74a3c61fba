using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>min(max(x, first), second); NaN stays NaN.</summary>
internal readonly struct ClampFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x, in FunctionParameters parameters)
        where TLanes : struct, ILanes<TLanes> =>
            TLanes.Min(TLanes.Broadcast(parameters.Second), TLanes.Max(TLanes.Broadcast(parameters.First), x));
}
