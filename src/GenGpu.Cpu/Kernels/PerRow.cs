using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>One value for the whole row.</summary>
internal readonly unsafe struct PerRow : IOperandKind
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes At<TLanes>(float* data, TLanes fixedValue, int sample)
        where TLanes : struct, ILanes<TLanes> => fixedValue;
}
