using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>a b (1 - b): the adjoint a through a sigmoid with output b.</summary>
internal readonly struct SigmoidBackwardFunction : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes> =>
            TLanes.Multiply(a, TLanes.FusedNegatedMultiplyAdd(b, b, b));
}
