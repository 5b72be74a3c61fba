using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>A function of three operands over rows of samples, in whole groups of 16. In place is allowed.</summary>
internal static unsafe class TernaryLoop<TLanes, TFunction>
    where TLanes : struct, ILanes<TLanes>
    where TFunction : struct, ITernaryFunction
{
    /// <summary>
    /// The loop for operands that are each one value per sample or one per row. Its arguments: destination, its row stride, rows, samples, then each operand and its floats from row to row.
    /// </summary>
    public static delegate*<float*, nint, int, int, float*, nint, float*, nint, float*, nint, void> Choose(bool aIsFixed, bool bIsFixed, bool cIsFixed) =>
        (aIsFixed, bIsFixed, cIsFixed) switch
        {
            (false, false, false) => &Loop<PerSample, PerSample, PerSample>,
            (false, false, true) => &Loop<PerSample, PerSample, PerRow>,
            (false, true, false) => &Loop<PerSample, PerRow, PerSample>,
            (false, true, true) => &Loop<PerSample, PerRow, PerRow>,
            (true, false, false) => &Loop<PerRow, PerSample, PerSample>,
            (true, false, true) => &Loop<PerRow, PerSample, PerRow>,
            (true, true, false) => &Loop<PerRow, PerRow, PerSample>,
            (true, true, true) => &Loop<PerRow, PerRow, PerRow>,
        };

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Loop<TA, TB, TC>(float* destination, nint stride, int rows, int samples, float* a, nint aStep, float* b, nint bStep, float* c, nint cStep)
        where TA : struct, IOperandKind
        where TB : struct, IOperandKind
        where TC : struct, IOperandKind
    {
        for (; rows > 0; rows--)
        {
            TLanes fixedA = TLanes.BroadcastFrom(a), fixedB = TLanes.BroadcastFrom(b), fixedC = TLanes.BroadcastFrom(c);
            for (int s = 0; s < samples; s += 16)
                TLanes.Store(destination + s, TFunction.Apply(TA.At(a, fixedA, s), TB.At(b, fixedB, s), TC.At(c, fixedC, s)));
            destination += stride;
            a += aStep;
            b += bStep;
            c += cStep;
        }
    }
}
