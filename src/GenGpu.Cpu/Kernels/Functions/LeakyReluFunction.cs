using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>x &gt; 0 ? x : slope x; the slope is the first parameter.</summary>
internal readonly struct LeakyReluFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x, in FunctionParameters parameters)
        where TLanes : struct, ILanes<TLanes> =>
            LeakyReluActivation.Apply(x, TLanes.Broadcast(parameters.First));
}
