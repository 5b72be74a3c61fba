using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>A function of three operands over consecutive samples, in whole groups of 16. In place is allowed.</summary>
internal static unsafe class TernaryLoop<TLanes, TFunction>
    where TLanes : struct, ILanes<TLanes>
    where TFunction : struct, ITernaryFunction
{
    /// <summary>One row, each operand per sample or fixed.</summary>
    public static void Run(float* destination, float* a, float* b, float* c, bool aIsFixed, bool bIsFixed, bool cIsFixed, int count)
    {
        if (aIsFixed)
            WithA<PerRow>(destination, a, b, c, bIsFixed, cIsFixed, count);
        else
            WithA<PerSample>(destination, a, b, c, bIsFixed, cIsFixed, count);
    }

    private static void WithA<TA>(float* destination, float* a, float* b, float* c, bool bIsFixed, bool cIsFixed, int count)
        where TA : struct, IOperandKind
    {
        if (bIsFixed)
            WithB<TA, PerRow>(destination, a, b, c, cIsFixed, count);
        else
            WithB<TA, PerSample>(destination, a, b, c, cIsFixed, count);
    }

    private static void WithB<TA, TB>(float* destination, float* a, float* b, float* c, bool cIsFixed, int count)
        where TA : struct, IOperandKind
        where TB : struct, IOperandKind
    {
        if (cIsFixed)
            Loop<TA, TB, PerRow>(destination, a, b, c, count);
        else
            Loop<TA, TB, PerSample>(destination, a, b, c, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Loop<TA, TB, TC>(float* destination, float* a, float* b, float* c, int count)
        where TA : struct, IOperandKind
        where TB : struct, IOperandKind
        where TC : struct, IOperandKind
    {
        TLanes fixedA = TLanes.Broadcast(*a), fixedB = TLanes.Broadcast(*b), fixedC = TLanes.Broadcast(*c);
        for (int s = 0; s < count; s += 16)
            TLanes.Store(destination + s, TFunction.Apply(TA.At(a, fixedA, s), TB.At(b, fixedB, s), TC.At(c, fixedC, s)));
    }
}
