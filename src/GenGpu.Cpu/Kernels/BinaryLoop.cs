using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>A function of two operands over rows of samples, in whole groups of 16. In place is allowed.</summary>
internal static unsafe class BinaryLoop<TLanes, TFunction>
    where TLanes : struct, ILanes<TLanes>
    where TFunction : struct, IBinaryFunction
{
    /// <summary>
    /// The loop for operands that are each one value per sample or one per row. Its arguments: destination, its row stride, rows, samples, then each operand and its floats from row to row.
    /// </summary>
    public static delegate*<float*, nint, int, int, float*, nint, float*, nint, void> Choose(bool aIsFixed, bool bIsFixed) => (aIsFixed, bIsFixed) switch
    {
        (false, false) => &Loop<PerSample, PerSample>,
        (false, true) => &Loop<PerSample, PerRow>,
        (true, false) => &Loop<PerRow, PerSample>,
        (true, true) => &Loop<PerRow, PerRow>,
    };

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Loop<TA, TB>(float* destination, nint stride, int rows, int samples, float* a, nint aStep, float* b, nint bStep)
        where TA : struct, IOperandKind
        where TB : struct, IOperandKind
    {
        for (; rows > 0; rows--)
        {
            TLanes fixedA = TLanes.BroadcastFrom(a), fixedB = TLanes.BroadcastFrom(b);
            for (int s = 0; s < samples; s += 16)
                TLanes.Store(destination + s, TFunction.Apply(TA.At(a, fixedA, s), TB.At(b, fixedB, s)));
            destination += stride;
            a += aStep;
            b += bStep;
        }
    }
}
