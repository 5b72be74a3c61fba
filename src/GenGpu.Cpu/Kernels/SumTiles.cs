using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>Sums of rows over the batch, sixteen rows at a time: they share the folding stages, and each gives the bits that it would give alone.</summary>
internal static unsafe class SumTiles<TLanes, TTail>
    where TLanes : struct, ILanes<TLanes>
    where TTail : struct, ITailMask
{
    /// <summary>sums[i] = sum over samples of row i, for the given number of rows, 1 to 16; the rest of the 16 repeats the last.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Sixteen(float* source, nint stride, int rows, int samples, float* sums)
    {
        float* r0 = Row(source, stride, 0, rows);
        float* r1 = Row(source, stride, 1, rows);
        float* r2 = Row(source, stride, 2, rows);
        float* r3 = Row(source, stride, 3, rows);
        float* r4 = Row(source, stride, 4, rows);
        float* r5 = Row(source, stride, 5, rows);
        float* r6 = Row(source, stride, 6, rows);
        float* r7 = Row(source, stride, 7, rows);
        float* r8 = Row(source, stride, 8, rows);
        float* r9 = Row(source, stride, 9, rows);
        float* r10 = Row(source, stride, 10, rows);
        float* r11 = Row(source, stride, 11, rows);
        float* r12 = Row(source, stride, 12, rows);
        float* r13 = Row(source, stride, 13, rows);
        float* r14 = Row(source, stride, 14, rows);
        float* r15 = Row(source, stride, 15, rows);
        TLanes c0 = TLanes.Zero, c1 = TLanes.Zero, c2 = TLanes.Zero, c3 = TLanes.Zero;
        TLanes c4 = TLanes.Zero, c5 = TLanes.Zero, c6 = TLanes.Zero, c7 = TLanes.Zero;
        TLanes c8 = TLanes.Zero, c9 = TLanes.Zero, c10 = TLanes.Zero, c11 = TLanes.Zero;
        TLanes c12 = TLanes.Zero, c13 = TLanes.Zero, c14 = TLanes.Zero, c15 = TLanes.Zero;
        for (nint s = 0; s < samples; s += 16)
        {
            int left = (int)(samples - s);
            c0 = TLanes.Add(c0, TTail.Load<TLanes>(r0 + s, left));
            c1 = TLanes.Add(c1, TTail.Load<TLanes>(r1 + s, left));
            c2 = TLanes.Add(c2, TTail.Load<TLanes>(r2 + s, left));
            c3 = TLanes.Add(c3, TTail.Load<TLanes>(r3 + s, left));
            c4 = TLanes.Add(c4, TTail.Load<TLanes>(r4 + s, left));
            c5 = TLanes.Add(c5, TTail.Load<TLanes>(r5 + s, left));
            c6 = TLanes.Add(c6, TTail.Load<TLanes>(r6 + s, left));
            c7 = TLanes.Add(c7, TTail.Load<TLanes>(r7 + s, left));
            c8 = TLanes.Add(c8, TTail.Load<TLanes>(r8 + s, left));
            c9 = TLanes.Add(c9, TTail.Load<TLanes>(r9 + s, left));
            c10 = TLanes.Add(c10, TTail.Load<TLanes>(r10 + s, left));
            c11 = TLanes.Add(c11, TTail.Load<TLanes>(r11 + s, left));
            c12 = TLanes.Add(c12, TTail.Load<TLanes>(r12 + s, left));
            c13 = TLanes.Add(c13, TTail.Load<TLanes>(r13 + s, left));
            c14 = TLanes.Add(c14, TTail.Load<TLanes>(r14 + s, left));
            c15 = TLanes.Add(c15, TTail.Load<TLanes>(r15 + s, left));
        }

        // In this order the folds leave row i in lane i.
        TLanes quad0 = TLanes.Fold4(TLanes.Fold8(c0, c4), TLanes.Fold8(c8, c12));
        TLanes quad1 = TLanes.Fold4(TLanes.Fold8(c1, c5), TLanes.Fold8(c9, c13));
        TLanes quad2 = TLanes.Fold4(TLanes.Fold8(c2, c6), TLanes.Fold8(c10, c14));
        TLanes quad3 = TLanes.Fold4(TLanes.Fold8(c3, c7), TLanes.Fold8(c11, c15));
        TLanes.Store(sums, TLanes.Fold1(TLanes.Fold2(quad0, quad1), TLanes.Fold2(quad2, quad3)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Row(float* source, nint stride, int row, int rows) => source + (Math.Min(row, rows - 1) * stride);
}
