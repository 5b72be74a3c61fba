using System.Runtime.CompilerServices;
using GenGpu.Core.Random;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary><see cref="RandomDraws.OpenUniformWord"/> in lanes.</summary>
internal readonly unsafe struct OpenUniformTransform<TLanes> : IWordTransform
    where TLanes : struct, ILanes<TLanes>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Apply(float* words, int count)
    {
        TLanes half = TLanes.Broadcast(0.5f);
        TLanes scale = TLanes.Broadcast(1f / (1 << 23));
        for (int i = 0; i < count; i += 16)
        {
            TLanes whole = TLanes.IntegersToFloats(TLanes.ShiftRightLogical(TLanes.Load(words + i), 9));
            TLanes.Store(words + i, TLanes.Multiply(TLanes.Add(whole, half), scale));
        }
    }
}
