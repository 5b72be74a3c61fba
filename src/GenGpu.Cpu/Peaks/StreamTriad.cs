using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Peaks;

/// <summary>a = b x + c over long arrays: the bandwidth of memory, counted as STREAM counts it (two reads and one write).</summary>
internal static unsafe class StreamTriad<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>One pass; the count is a multiple of 16.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* a, float* b, float* c, float x, nint count)
    {
        TLanes factor = TLanes.Broadcast(x);
        for (nint i = 0; i < count; i += 16)
            TLanes.Store(a + i, TLanes.FusedMultiplyAdd(TLanes.Load(b + i), factor, TLanes.Load(c + i)));
    }
}
