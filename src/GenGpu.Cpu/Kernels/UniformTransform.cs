using System.Runtime.CompilerServices;
using GenGpu.Core.Random;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary><see cref="RandomDraws.UniformWord"/> in lanes.</summary>
internal readonly unsafe struct UniformTransform<TLanes> : IWordTransform
    where TLanes : struct, ILanes<TLanes>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Apply(float* words, int count)
    {
        TLanes scale = TLanes.Broadcast(1f / (1 << 24));
        for (int i = 0; i < count; i += 16)
            TLanes.Store(words + i, TLanes.Multiply(TLanes.IntegersToFloats(TLanes.ShiftRightLogical(TLanes.Load(words + i), 8)), scale));
    }
}
