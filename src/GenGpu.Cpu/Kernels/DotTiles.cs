using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>
/// Dot products of rows over the batch: one group of 16 accumulators per product, group after group, then the canonical sum. Sixteen
/// or eight products at a time share loads and the folding stages; each gives the bits it would give alone. Where asked, a tile also sums rows that it holds, with the bits of
/// <see cref="ReductionKernels{TLanes}.SumOverSamples"/>: the sum of row i goes to sums[16 + RowSumLane(i)].
/// </summary>
internal static unsafe class DotTiles<TLanes, TTail>
    where TLanes : struct, ILanes<TLanes>
    where TTail : struct, ITailMask
{
    /// <summary>Where behind the sixteen products the sum of a row stands: the last stages of few sums repeat them.</summary>
    public static int RowSumLane(int row) => (4 * (row & 3)) + (row >> 2);

    /// <summary>products[i, j] = row i of a times row j of b, for four rows of a and <paramref name="count"/> of b, four at a time; sums of the rows of a, where asked, as of four with the first four.</summary>
    /// <param name="a">First row of a.</param>
    /// <param name="aStride">Floats from row to row of a.</param>
    /// <param name="b">First row of b.</param>
    /// <param name="bStride">Floats from row to row of b.</param>
    /// <param name="count">Rows of b, a multiple of 4.</param>
    /// <param name="samples">Samples.</param>
    /// <param name="products">First product.</param>
    /// <param name="productStride">Floats from row to row of the products.</param>
    /// <param name="sums">32 floats for what is folded.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void FourByFour<TSums>(float* a, nint aStride, float* b, nint bStride, int count, int samples, float* products, nint productStride, float* sums)
        where TSums : struct, IRowSums
    {
        float* a0 = a;
        float* a1 = a0 + aStride;
        float* a2 = a1 + aStride;
        float* a3 = a2 + aStride;
        for (; count > 0; count -= 4)
        {
            float* b0 = b;
            float* b1 = b0 + bStride;
            float* b2 = b1 + bStride;
            float* b3 = b2 + bStride;
            TLanes c00 = TLanes.Zero, c01 = TLanes.Zero, c02 = TLanes.Zero, c03 = TLanes.Zero;
            TLanes c10 = TLanes.Zero, c11 = TLanes.Zero, c12 = TLanes.Zero, c13 = TLanes.Zero;
            TLanes c20 = TLanes.Zero, c21 = TLanes.Zero, c22 = TLanes.Zero, c23 = TLanes.Zero;
            TLanes c30 = TLanes.Zero, c31 = TLanes.Zero, c32 = TLanes.Zero, c33 = TLanes.Zero;
            TLanes d0 = TLanes.Zero, d1 = TLanes.Zero, d2 = TLanes.Zero, d3 = TLanes.Zero;
            for (nint s = 0; s < samples; s += 16)
            {
                TLanes y0 = TTail.Load<TLanes>(b0 + s, (int)(samples - s));
                TLanes y1 = TTail.Load<TLanes>(b1 + s, (int)(samples - s));
                TLanes y2 = TTail.Load<TLanes>(b2 + s, (int)(samples - s));
                TLanes y3 = TTail.Load<TLanes>(b3 + s, (int)(samples - s));
                TLanes x0 = TTail.Load<TLanes>(a0 + s, (int)(samples - s));
                c00 = TLanes.FusedMultiplyAdd(x0, y0, c00);
                c01 = TLanes.FusedMultiplyAdd(x0, y1, c01);
                c02 = TLanes.FusedMultiplyAdd(x0, y2, c02);
                c03 = TLanes.FusedMultiplyAdd(x0, y3, c03);
                d0 = TSums.OfA ? TLanes.Add(d0, x0) : d0;
                TLanes x1 = TTail.Load<TLanes>(a1 + s, (int)(samples - s));
                c10 = TLanes.FusedMultiplyAdd(x1, y0, c10);
                c11 = TLanes.FusedMultiplyAdd(x1, y1, c11);
                c12 = TLanes.FusedMultiplyAdd(x1, y2, c12);
                c13 = TLanes.FusedMultiplyAdd(x1, y3, c13);
                d1 = TSums.OfA ? TLanes.Add(d1, x1) : d1;
                TLanes x2 = TTail.Load<TLanes>(a2 + s, (int)(samples - s));
                c20 = TLanes.FusedMultiplyAdd(x2, y0, c20);
                c21 = TLanes.FusedMultiplyAdd(x2, y1, c21);
                c22 = TLanes.FusedMultiplyAdd(x2, y2, c22);
                c23 = TLanes.FusedMultiplyAdd(x2, y3, c23);
                d2 = TSums.OfA ? TLanes.Add(d2, x2) : d2;
                TLanes x3 = TTail.Load<TLanes>(a3 + s, (int)(samples - s));
                c30 = TLanes.FusedMultiplyAdd(x3, y0, c30);
                c31 = TLanes.FusedMultiplyAdd(x3, y1, c31);
                c32 = TLanes.FusedMultiplyAdd(x3, y2, c32);
                c33 = TLanes.FusedMultiplyAdd(x3, y3, c33);
                d3 = TSums.OfA ? TLanes.Add(d3, x3) : d3;
            }

            // In this order the folds leave product i in lane i.
            TLanes quad0 = TLanes.Fold4(TLanes.Fold8(c00, c10), TLanes.Fold8(c20, c30));
            TLanes quad1 = TLanes.Fold4(TLanes.Fold8(c01, c11), TLanes.Fold8(c21, c31));
            TLanes quad2 = TLanes.Fold4(TLanes.Fold8(c02, c12), TLanes.Fold8(c22, c32));
            TLanes quad3 = TLanes.Fold4(TLanes.Fold8(c03, c13), TLanes.Fold8(c23, c33));
            TLanes.Store(sums, TLanes.Fold1(TLanes.Fold2(quad0, quad1), TLanes.Fold2(quad2, quad3)));
            if (TSums.OfA)
                StoreFour(sums + 16, d0, d1, d2, d3);
            for (int row = 0; row < 4; row++)
                Vector128.Load(sums + 4 * row).Store(products + row * productStride);
            b += 4 * bStride;
            products += 4;
        }
    }

    /// <summary>sums[8 i + j] = row i of a times row j of b, two rows of a and eight of b.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void TwoByEight<TSums>(float* a, nint aStride, float* b, nint bStride, int samples, float* sums)
        where TSums : struct, IRowSums
    {
        // Few registers address many rows: two of eight rows each, and the multiples of the stride.
        nint stride2 = 2 * bStride, stride3 = 3 * bStride, stride4 = 4 * bStride, stride5 = 5 * bStride, stride6 = 6 * bStride, stride7 = 7 * bStride;
        TLanes c0 = TLanes.Zero, c1 = TLanes.Zero, c2 = TLanes.Zero, c3 = TLanes.Zero;
        TLanes c4 = TLanes.Zero, c5 = TLanes.Zero, c6 = TLanes.Zero, c7 = TLanes.Zero;
        TLanes c8 = TLanes.Zero, c9 = TLanes.Zero, c10 = TLanes.Zero, c11 = TLanes.Zero;
        TLanes c12 = TLanes.Zero, c13 = TLanes.Zero, c14 = TLanes.Zero, c15 = TLanes.Zero;
        TLanes d0 = TLanes.Zero, d1 = TLanes.Zero, d2 = TLanes.Zero, d3 = TLanes.Zero;
        TLanes d4 = TLanes.Zero, d5 = TLanes.Zero, d6 = TLanes.Zero, d7 = TLanes.Zero;
        for (int left = samples; left > 0; left -= 16)
        {
            TLanes x0 = TTail.Load<TLanes>(a, left);
            TLanes x1 = TTail.Load<TLanes>(a + aStride, left);
            TLanes y0 = TTail.Load<TLanes>(b, left);
            c0 = TLanes.FusedMultiplyAdd(x0, y0, c0);
            c8 = TLanes.FusedMultiplyAdd(x1, y0, c8);
            d0 = TSums.OfB ? TLanes.Add(d0, y0) : TSums.OfA ? TLanes.Add(d0, x0) : d0;
            TLanes y1 = TTail.Load<TLanes>(b + bStride, left);
            c1 = TLanes.FusedMultiplyAdd(x0, y1, c1);
            c9 = TLanes.FusedMultiplyAdd(x1, y1, c9);
            d1 = TSums.OfB ? TLanes.Add(d1, y1) : TSums.OfA ? TLanes.Add(d1, x1) : d1;
            TLanes y2 = TTail.Load<TLanes>(b + stride2, left);
            c2 = TLanes.FusedMultiplyAdd(x0, y2, c2);
            c10 = TLanes.FusedMultiplyAdd(x1, y2, c10);
            d2 = TSums.OfB ? TLanes.Add(d2, y2) : d2;
            TLanes y3 = TTail.Load<TLanes>(b + stride3, left);
            c3 = TLanes.FusedMultiplyAdd(x0, y3, c3);
            c11 = TLanes.FusedMultiplyAdd(x1, y3, c11);
            d3 = TSums.OfB ? TLanes.Add(d3, y3) : d3;
            TLanes y4 = TTail.Load<TLanes>(b + stride4, left);
            c4 = TLanes.FusedMultiplyAdd(x0, y4, c4);
            c12 = TLanes.FusedMultiplyAdd(x1, y4, c12);
            d4 = TSums.OfB ? TLanes.Add(d4, y4) : d4;
            TLanes y5 = TTail.Load<TLanes>(b + stride5, left);
            c5 = TLanes.FusedMultiplyAdd(x0, y5, c5);
            c13 = TLanes.FusedMultiplyAdd(x1, y5, c13);
            d5 = TSums.OfB ? TLanes.Add(d5, y5) : d5;
            TLanes y6 = TTail.Load<TLanes>(b + stride6, left);
            c6 = TLanes.FusedMultiplyAdd(x0, y6, c6);
            c14 = TLanes.FusedMultiplyAdd(x1, y6, c14);
            d6 = TSums.OfB ? TLanes.Add(d6, y6) : d6;
            TLanes y7 = TTail.Load<TLanes>(b + stride7, left);
            c7 = TLanes.FusedMultiplyAdd(x0, y7, c7);
            c15 = TLanes.FusedMultiplyAdd(x1, y7, c15);
            d7 = TSums.OfB ? TLanes.Add(d7, y7) : d7;
            a += 16;
            b += 16;
        }

        // In this order the folds leave product i in lane i.
        TLanes quad0 = TLanes.Fold4(TLanes.Fold8(c0, c4), TLanes.Fold8(c8, c12));
        TLanes quad1 = TLanes.Fold4(TLanes.Fold8(c1, c5), TLanes.Fold8(c9, c13));
        TLanes quad2 = TLanes.Fold4(TLanes.Fold8(c2, c6), TLanes.Fold8(c10, c14));
        TLanes quad3 = TLanes.Fold4(TLanes.Fold8(c3, c7), TLanes.Fold8(c11, c15));
        TLanes.Store(sums, TLanes.Fold1(TLanes.Fold2(quad0, quad1), TLanes.Fold2(quad2, quad3)));
        if (TSums.OfA)
            StoreFour(sums + 16, d0, d1, d0, d1);
        if (TSums.OfB)
            StoreEight(sums + 16, d0, d1, d2, d3, d4, d5, d6, d7);
    }

    /// <summary>sums[i] = the single row a times row i of near, sums[8 + i] = times row i of far; eight rows each.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void OneBySixteen<TSums>(float* a, float* near, float* far, nint bStride, int samples, float* sums)
        where TSums : struct, IRowSums
    {
        // Few registers address many rows: two of eight rows each, and the multiples of the stride.
        nint stride2 = 2 * bStride, stride3 = 3 * bStride, stride4 = 4 * bStride, stride5 = 5 * bStride, stride6 = 6 * bStride, stride7 = 7 * bStride;
        TLanes c0 = TLanes.Zero, c1 = TLanes.Zero, c2 = TLanes.Zero, c3 = TLanes.Zero;
        TLanes c4 = TLanes.Zero, c5 = TLanes.Zero, c6 = TLanes.Zero, c7 = TLanes.Zero;
        TLanes c8 = TLanes.Zero, c9 = TLanes.Zero, c10 = TLanes.Zero, c11 = TLanes.Zero;
        TLanes c12 = TLanes.Zero, c13 = TLanes.Zero, c14 = TLanes.Zero, c15 = TLanes.Zero;
        TLanes d = TLanes.Zero;
        for (int left = samples; left > 0; left -= 16)
        {
            TLanes x = TTail.Load<TLanes>(a, left);
            d = TSums.OfA ? TLanes.Add(d, x) : d;
            c0 = TLanes.FusedMultiplyAdd(x, TTail.Load<TLanes>(near, left), c0);
            c1 = TLanes.FusedMultiplyAdd(x, TTail.Load<TLanes>(near + bStride, left), c1);
            c2 = TLanes.FusedMultiplyAdd(x, TTail.Load<TLanes>(near + stride2, left), c2);
            c3 = TLanes.FusedMultiplyAdd(x, TTail.Load<TLanes>(near + stride3, left), c3);
            c4 = TLanes.FusedMultiplyAdd(x, TTail.Load<TLanes>(near + stride4, left), c4);
            c5 = TLanes.FusedMultiplyAdd(x, TTail.Load<TLanes>(near + stride5, left), c5);
            c6 = TLanes.FusedMultiplyAdd(x, TTail.Load<TLanes>(near + stride6, left), c6);
            c7 = TLanes.FusedMultiplyAdd(x, TTail.Load<TLanes>(near + stride7, left), c7);
            c8 = TLanes.FusedMultiplyAdd(x, TTail.Load<TLanes>(far, left), c8);
            c9 = TLanes.FusedMultiplyAdd(x, TTail.Load<TLanes>(far + bStride, left), c9);
            c10 = TLanes.FusedMultiplyAdd(x, TTail.Load<TLanes>(far + stride2, left), c10);
            c11 = TLanes.FusedMultiplyAdd(x, TTail.Load<TLanes>(far + stride3, left), c11);
            c12 = TLanes.FusedMultiplyAdd(x, TTail.Load<TLanes>(far + stride4, left), c12);
            c13 = TLanes.FusedMultiplyAdd(x, TTail.Load<TLanes>(far + stride5, left), c13);
            c14 = TLanes.FusedMultiplyAdd(x, TTail.Load<TLanes>(far + stride6, left), c14);
            c15 = TLanes.FusedMultiplyAdd(x, TTail.Load<TLanes>(far + stride7, left), c15);
            a += 16;
            near += 16;
            far += 16;
        }

        // In this order the folds leave product i in lane i.
        TLanes quad0 = TLanes.Fold4(TLanes.Fold8(c0, c4), TLanes.Fold8(c8, c12));
        TLanes quad1 = TLanes.Fold4(TLanes.Fold8(c1, c5), TLanes.Fold8(c9, c13));
        TLanes quad2 = TLanes.Fold4(TLanes.Fold8(c2, c6), TLanes.Fold8(c10, c14));
        TLanes quad3 = TLanes.Fold4(TLanes.Fold8(c3, c7), TLanes.Fold8(c11, c15));
        TLanes.Store(sums, TLanes.Fold1(TLanes.Fold2(quad0, quad1), TLanes.Fold2(quad2, quad3)));
        if (TSums.OfA)
            sums[16] = TLanes.Sum(d);
    }

    /// <summary>sums[i] = the single row a times row i of b, eight rows.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void OneByEight<TSums>(float* a, float* b, nint bStride, int samples, float* sums)
        where TSums : struct, IRowSums
    {
        float* b3 = b + 3 * bStride;
        float* b6 = b + 6 * bStride;
        nint twice = 2 * bStride;
        TLanes c0 = TLanes.Zero, c1 = TLanes.Zero, c2 = TLanes.Zero, c3 = TLanes.Zero;
        TLanes c4 = TLanes.Zero, c5 = TLanes.Zero, c6 = TLanes.Zero, c7 = TLanes.Zero;
        TLanes d0 = TLanes.Zero, d1 = TLanes.Zero, d2 = TLanes.Zero, d3 = TLanes.Zero;
        TLanes d4 = TLanes.Zero, d5 = TLanes.Zero, d6 = TLanes.Zero, d7 = TLanes.Zero;
        for (nint s = 0; s < samples; s += 16)
        {
            int left = (int)(samples - s);
            TLanes x = TTail.Load<TLanes>(a + s, left);
            TLanes y0 = TTail.Load<TLanes>(b + s, left);
            c0 = TLanes.FusedMultiplyAdd(x, y0, c0);
            d0 = TSums.OfB ? TLanes.Add(d0, y0) : TSums.OfA ? TLanes.Add(d0, x) : d0;
            TLanes y1 = TTail.Load<TLanes>(b + bStride + s, left);
            c1 = TLanes.FusedMultiplyAdd(x, y1, c1);
            d1 = TSums.OfB ? TLanes.Add(d1, y1) : d1;
            TLanes y2 = TTail.Load<TLanes>(b + twice + s, left);
            c2 = TLanes.FusedMultiplyAdd(x, y2, c2);
            d2 = TSums.OfB ? TLanes.Add(d2, y2) : d2;
            TLanes y3 = TTail.Load<TLanes>(b3 + s, left);
            c3 = TLanes.FusedMultiplyAdd(x, y3, c3);
            d3 = TSums.OfB ? TLanes.Add(d3, y3) : d3;
            TLanes y4 = TTail.Load<TLanes>(b3 + bStride + s, left);
            c4 = TLanes.FusedMultiplyAdd(x, y4, c4);
            d4 = TSums.OfB ? TLanes.Add(d4, y4) : d4;
            TLanes y5 = TTail.Load<TLanes>(b3 + twice + s, left);
            c5 = TLanes.FusedMultiplyAdd(x, y5, c5);
            d5 = TSums.OfB ? TLanes.Add(d5, y5) : d5;
            TLanes y6 = TTail.Load<TLanes>(b6 + s, left);
            c6 = TLanes.FusedMultiplyAdd(x, y6, c6);
            d6 = TSums.OfB ? TLanes.Add(d6, y6) : d6;
            TLanes y7 = TTail.Load<TLanes>(b6 + bStride + s, left);
            c7 = TLanes.FusedMultiplyAdd(x, y7, c7);
            d7 = TSums.OfB ? TLanes.Add(d7, y7) : d7;
        }

        // As in the square tile; lanes 8 to 15 repeat 0 to 7.
        TLanes pair0 = TLanes.Fold8(c0, c4), pair1 = TLanes.Fold8(c1, c5), pair2 = TLanes.Fold8(c2, c6), pair3 = TLanes.Fold8(c3, c7);
        TLanes low = TLanes.Fold2(TLanes.Fold4(pair0, pair0), TLanes.Fold4(pair1, pair1));
        TLanes high = TLanes.Fold2(TLanes.Fold4(pair2, pair2), TLanes.Fold4(pair3, pair3));
        TLanes.Store(sums, TLanes.Fold1(low, high));
        if (TSums.OfA)
            sums[16] = TLanes.Sum(d0);
        if (TSums.OfB)
            StoreEight(sums + 16, d0, d1, d2, d3, d4, d5, d6, d7);
    }

    /// <summary>The product of two rows.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static float One(float* a, float* b, int samples)
    {
        TLanes sum = TLanes.Zero;
        for (nint s = 0; s < samples; s += 16)
            sum = TLanes.FusedMultiplyAdd(TTail.Load<TLanes>(a + s, (int)(samples - s)), TTail.Load<TLanes>(b + s, (int)(samples - s)), sum);
        return TLanes.Sum(sum);
    }

    // Quarter i holds the sum of row i, four times.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFour(float* sums, TLanes d0, TLanes d1, TLanes d2, TLanes d3)
    {
        TLanes quads = TLanes.Fold4(TLanes.Fold8(d0, d1), TLanes.Fold8(d2, d3));
        TLanes pairs = TLanes.Fold2(quads, quads);
        TLanes.Store(sums, TLanes.Fold1(pairs, pairs));
    }

    // Quarter i holds the sums of rows i and i + 4, twice.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreEight(float* sums, TLanes d0, TLanes d1, TLanes d2, TLanes d3, TLanes d4, TLanes d5, TLanes d6, TLanes d7)
    {
        TLanes near = TLanes.Fold4(TLanes.Fold8(d0, d1), TLanes.Fold8(d2, d3));
        TLanes far = TLanes.Fold4(TLanes.Fold8(d4, d5), TLanes.Fold8(d6, d7));
        TLanes pairs = TLanes.Fold2(near, far);
        TLanes.Store(sums, TLanes.Fold1(pairs, pairs));
    }
}
