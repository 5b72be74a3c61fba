using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>One value per sample.</summary>
internal readonly unsafe struct PerSample : IOperandKind
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes At<TLanes>(float* data, TLanes fixedValue, int sample)
        where TLanes : struct, ILanes<TLanes> => TLanes.Load(data + sample);
}
