using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>Sums of rows over the batch, sixteen rows at a time: they share the folding stages, and each gives the bits that it would give alone.</summary>
internal static unsafe class SumTiles<TLanes, TTail>
    where TLanes : struct, ILanes<TLanes>
    where TTail : struct, ITailMask
{
    /// <summary>sums[i] = sum over samples of row i, for 8 to 16 rows.</summary>
    public static void EightToSixteen(float* source, nint stride, int rows, int samples, float* sums)
    {
        // The second eight rows are the last eight: some may be there twice, none is beyond the matrix.
        Sixteen(source, source + ((rows - 8) * stride), stride, samples, sums);
        Vector256.Load(sums + 8).Store(sums + rows - 8);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sixteen(float* near, float* far, nint stride, int samples, float* sums)
    {
        // Few registers address many rows: two of eight rows each, and the multiples of the stride.
        nint stride2 = 2 * stride, stride3 = 3 * stride, stride4 = 4 * stride, stride5 = 5 * stride, stride6 = 6 * stride, stride7 = 7 * stride;
        TLanes c0 = TLanes.Zero, c1 = TLanes.Zero, c2 = TLanes.Zero, c3 = TLanes.Zero;
        TLanes c4 = TLanes.Zero, c5 = TLanes.Zero, c6 = TLanes.Zero, c7 = TLanes.Zero;
        TLanes c8 = TLanes.Zero, c9 = TLanes.Zero, c10 = TLanes.Zero, c11 = TLanes.Zero;
        TLanes c12 = TLanes.Zero, c13 = TLanes.Zero, c14 = TLanes.Zero, c15 = TLanes.Zero;
        for (int left = samples; left > 0; left -= 16)
        {
            c0 = TLanes.Add(c0, TTail.Load<TLanes>(near, left));
            c1 = TLanes.Add(c1, TTail.Load<TLanes>(near + stride, left));
            c2 = TLanes.Add(c2, TTail.Load<TLanes>(near + stride2, left));
            c3 = TLanes.Add(c3, TTail.Load<TLanes>(near + stride3, left));
            c4 = TLanes.Add(c4, TTail.Load<TLanes>(near + stride4, left));
            c5 = TLanes.Add(c5, TTail.Load<TLanes>(near + stride5, left));
            c6 = TLanes.Add(c6, TTail.Load<TLanes>(near + stride6, left));
            c7 = TLanes.Add(c7, TTail.Load<TLanes>(near + stride7, left));
            c8 = TLanes.Add(c8, TTail.Load<TLanes>(far, left));
            c9 = TLanes.Add(c9, TTail.Load<TLanes>(far + stride, left));
            c10 = TLanes.Add(c10, TTail.Load<TLanes>(far + stride2, left));
            c11 = TLanes.Add(c11, TTail.Load<TLanes>(far + stride3, left));
            c12 = TLanes.Add(c12, TTail.Load<TLanes>(far + stride4, left));
            c13 = TLanes.Add(c13, TTail.Load<TLanes>(far + stride5, left));
            c14 = TLanes.Add(c14, TTail.Load<TLanes>(far + stride6, left));
            c15 = TLanes.Add(c15, TTail.Load<TLanes>(far + stride7, left));
            near += 16;
            far += 16;
        }

        // In this order the folds leave row i in lane i.
        TLanes quad0 = TLanes.Fold4(TLanes.Fold8(c0, c4), TLanes.Fold8(c8, c12));
        TLanes quad1 = TLanes.Fold4(TLanes.Fold8(c1, c5), TLanes.Fold8(c9, c13));
        TLanes quad2 = TLanes.Fold4(TLanes.Fold8(c2, c6), TLanes.Fold8(c10, c14));
        TLanes quad3 = TLanes.Fold4(TLanes.Fold8(c3, c7), TLanes.Fold8(c11, c15));
        TLanes.Store(sums, TLanes.Fold1(TLanes.Fold2(quad0, quad1), TLanes.Fold2(quad2, quad3)));
    }

    /// <summary>sums[i] = sum over samples of row i, for 1 to 8 rows; the rest of the eight repeats the last.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void UpToEight(float* source, nint stride, int rows, int samples, float* sums)
    {
        float* r0 = Row(source, stride, 0, rows);
        float* r1 = Row(source, stride, 1, rows);
        float* r2 = Row(source, stride, 2, rows);
        float* r3 = Row(source, stride, 3, rows);
        float* r4 = Row(source, stride, 4, rows);
        float* r5 = Row(source, stride, 5, rows);
        float* r6 = Row(source, stride, 6, rows);
        float* r7 = Row(source, stride, 7, rows);
        TLanes c0 = TLanes.Zero, c1 = TLanes.Zero, c2 = TLanes.Zero, c3 = TLanes.Zero;
        TLanes c4 = TLanes.Zero, c5 = TLanes.Zero, c6 = TLanes.Zero, c7 = TLanes.Zero;
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
        }

        // As for sixteen; lanes 8 to 15 repeat 0 to 7.
        TLanes pair0 = TLanes.Fold8(c0, c4), pair1 = TLanes.Fold8(c1, c5), pair2 = TLanes.Fold8(c2, c6), pair3 = TLanes.Fold8(c3, c7);
        TLanes low = TLanes.Fold2(TLanes.Fold4(pair0, pair0), TLanes.Fold4(pair1, pair1));
        TLanes high = TLanes.Fold2(TLanes.Fold4(pair2, pair2), TLanes.Fold4(pair3, pair3));
        TLanes.Store(sums, TLanes.Fold1(low, high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Row(float* source, nint stride, int row, int rows) => source + (Math.Min(row, rows - 1) * stride);
}
