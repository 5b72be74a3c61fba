using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>A function over consecutive values, in whole groups of 16. In place is allowed.</summary>
internal static unsafe class UnaryLoop<TLanes, TFunction>
    where TLanes : struct, ILanes<TLanes>
    where TFunction : struct, IUnaryFunction
{
    /// <summary>destination[i] = f(source[i]), i below count rounded up to 16.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* destination, float* source, int count)
    {
        for (int i = 0; i < count; i += 16)
            TLanes.Store(destination + i, TFunction.Apply(TLanes.Load(source + i)));
    }

    /// <summary>destination[i] = shift + scale f(source[i]), with a rounding after the product; shift may be null.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void RunScaled(float* destination, float* source, int count, float* scale, float* shift)
    {
        TLanes factor = TLanes.BroadcastFrom(scale);
        if (shift == null)
        {
            for (int i = 0; i < count; i += 16)
                TLanes.Store(destination + i, TLanes.Multiply(TFunction.Apply(TLanes.Load(source + i)), factor));
            return;
        }

        TLanes summand = TLanes.BroadcastFrom(shift);
        for (int i = 0; i < count; i += 16)
            TLanes.Store(destination + i, TLanes.Add(TLanes.Multiply(TFunction.Apply(TLanes.Load(source + i)), factor), summand));
    }
}
