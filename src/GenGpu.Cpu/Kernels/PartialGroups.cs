using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>The last group has padding, which may hold anything, NaN included: it is cleared by bits.</summary>
internal readonly unsafe struct PartialGroups : ITailMask
{
    // 16 words of ones, then 16 of zeros: a window that starts 16 - left words in has ones in its first lanes only.
    private static readonly uint* Masks = CreateMasks();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(float* source, int left)
        where TLanes : struct, ILanes<TLanes> =>
        Keep(TLanes.Load(source), left);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Keep<TLanes>(TLanes value, int left)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.And(value, TLanes.Load((float*)Masks + 16 - Math.Min(left, 16)));

    private static uint* CreateMasks()
    {
        uint* masks = (uint*)NativeMemory.AlignedAlloc(32 * sizeof(uint), 64);
        for (int i = 0; i < 32; i++)
            masks[i] = i < 16 ? ~0u : 0u;
        return masks;
    }
}
