using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>A function over consecutive pairs of values, in whole groups of 16. In place is allowed.</summary>
internal static unsafe class BinaryLoop<TLanes, TFunction>
    where TLanes : struct, ILanes<TLanes>
    where TFunction : struct, IBinaryFunction
{
    /// <summary>destination[i] = f(a[i], b[i]).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Both(float* destination, float* a, float* b, int count)
    {
        for (int i = 0; i < count; i += 16)
            TLanes.Store(destination + i, TFunction.Apply(TLanes.Load(a + i), TLanes.Load(b + i)));
    }

    /// <summary>destination[i] = f(a[i], b).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void First(float* destination, float* a, float b, int count)
    {
        TLanes second = TLanes.Broadcast(b);
        for (int i = 0; i < count; i += 16)
            TLanes.Store(destination + i, TFunction.Apply(TLanes.Load(a + i), second));
    }

    /// <summary>destination[i] = f(a, b[i]).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Second(float* destination, float a, float* b, int count)
    {
        TLanes first = TLanes.Broadcast(a);
        for (int i = 0; i < count; i += 16)
            TLanes.Store(destination + i, TFunction.Apply(first, TLanes.Load(b + i)));
    }
}
