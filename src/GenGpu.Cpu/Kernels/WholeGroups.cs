using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>The number of samples is a multiple of 16: nothing to mask.</summary>
internal readonly unsafe struct WholeGroups : ITailMask
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(float* source, int left)
        where TLanes : struct, ILanes<TLanes> => TLanes.Load(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Keep<TLanes>(TLanes value, int left)
        where TLanes : struct, ILanes<TLanes> => value;
}
