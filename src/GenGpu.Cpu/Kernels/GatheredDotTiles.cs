using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>
/// Dot products over all sites and samples of rows of a and rows of b that a table gathers: one group of 16 accumulators per product, site after site and group after
/// group, then the canonical sum, as in <see cref="DotTiles{TLanes, TTail}"/>. A site has a multiple of 16 samples.
/// </summary>
internal static unsafe class GatheredDotTiles<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>sums[4 i + j] = row i of a times gathered row j of b, four rows each.</summary>
    /// <param name="a">Rows in which sites follow one another.</param>
    /// <param name="aStride">Floats from row to row of a.</param>
    /// <param name="b">Where offsets count from.</param>
    /// <param name="offsets">Offset of the first row's samples at each site.</param>
    /// <param name="ahead">Offset at each site of a row that is read soon, whose lines are asked for: the forward pass left it long ago, and gathered rows are no regular walk.</param>
    /// <param name="sites">Number of sites, and entries from the offsets of one row to those of the next.</param>
    /// <param name="samples">Samples of a site.</param>
    /// <param name="sums">The sixteen products.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void FourByFour(float* a, nint aStride, float* b, int* offsets, int* ahead, nint sites, nint samples, float* sums)
    {
        float* a0 = a;
        float* a1 = a0 + aStride;
        float* a2 = a1 + aStride;
        float* a3 = a2 + aStride;
        TLanes c00 = TLanes.Zero, c01 = TLanes.Zero, c02 = TLanes.Zero, c03 = TLanes.Zero;
        TLanes c10 = TLanes.Zero, c11 = TLanes.Zero, c12 = TLanes.Zero, c13 = TLanes.Zero;
        TLanes c20 = TLanes.Zero, c21 = TLanes.Zero, c22 = TLanes.Zero, c23 = TLanes.Zero;
        TLanes c30 = TLanes.Zero, c31 = TLanes.Zero, c32 = TLanes.Zero, c33 = TLanes.Zero;
        for (nint site = 0; site < sites; site++)
        {
            float* b0 = b + offsets[site];
            float* b1 = b + offsets[site + sites];
            float* b2 = b + offsets[site + 2 * sites];
            float* b3 = b + offsets[site + 3 * sites];
            float* next = b + ahead[site];
            for (nint s = 0; s < samples; s += 16)
            {
                CacheHint.Prefetch(next + s);
                TLanes y0 = TLanes.Load(b0 + s);
                TLanes y1 = TLanes.Load(b1 + s);
                TLanes y2 = TLanes.Load(b2 + s);
                TLanes y3 = TLanes.Load(b3 + s);
                TLanes x0 = TLanes.Load(a0 + s);
                c00 = TLanes.FusedMultiplyAdd(x0, y0, c00);
                c01 = TLanes.FusedMultiplyAdd(x0, y1, c01);
                c02 = TLanes.FusedMultiplyAdd(x0, y2, c02);
                c03 = TLanes.FusedMultiplyAdd(x0, y3, c03);
                TLanes x1 = TLanes.Load(a1 + s);
                c10 = TLanes.FusedMultiplyAdd(x1, y0, c10);
                c11 = TLanes.FusedMultiplyAdd(x1, y1, c11);
                c12 = TLanes.FusedMultiplyAdd(x1, y2, c12);
                c13 = TLanes.FusedMultiplyAdd(x1, y3, c13);
                TLanes x2 = TLanes.Load(a2 + s);
                c20 = TLanes.FusedMultiplyAdd(x2, y0, c20);
                c21 = TLanes.FusedMultiplyAdd(x2, y1, c21);
                c22 = TLanes.FusedMultiplyAdd(x2, y2, c22);
                c23 = TLanes.FusedMultiplyAdd(x2, y3, c23);
                TLanes x3 = TLanes.Load(a3 + s);
                c30 = TLanes.FusedMultiplyAdd(x3, y0, c30);
                c31 = TLanes.FusedMultiplyAdd(x3, y1, c31);
                c32 = TLanes.FusedMultiplyAdd(x3, y2, c32);
                c33 = TLanes.FusedMultiplyAdd(x3, y3, c33);
            }

            a0 += samples;
            a1 += samples;
            a2 += samples;
            a3 += samples;
        }

        // In this order the folds leave product i in lane i.
        TLanes quad0 = TLanes.Fold4(TLanes.Fold8(c00, c10), TLanes.Fold8(c20, c30));
        TLanes quad1 = TLanes.Fold4(TLanes.Fold8(c01, c11), TLanes.Fold8(c21, c31));
        TLanes quad2 = TLanes.Fold4(TLanes.Fold8(c02, c12), TLanes.Fold8(c22, c32));
        TLanes quad3 = TLanes.Fold4(TLanes.Fold8(c03, c13), TLanes.Fold8(c23, c33));
        TLanes.Store(sums, TLanes.Fold1(TLanes.Fold2(quad0, quad1), TLanes.Fold2(quad2, quad3)));
    }

    /// <summary>sums[j] = row 0 of a times gathered row j of b, sums[4 + j] = row 1, four gathered rows.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void TwoByFour(float* a, nint aStride, float* b, int* offsets, int* ahead, nint sites, nint samples, float* sums)
    {
        float* a0 = a;
        float* a1 = a0 + aStride;
        TLanes c00 = TLanes.Zero, c01 = TLanes.Zero, c02 = TLanes.Zero, c03 = TLanes.Zero;
        TLanes c10 = TLanes.Zero, c11 = TLanes.Zero, c12 = TLanes.Zero, c13 = TLanes.Zero;
        for (nint site = 0; site < sites; site++)
        {
            float* b0 = b + offsets[site];
            float* b1 = b + offsets[site + sites];
            float* b2 = b + offsets[site + 2 * sites];
            float* b3 = b + offsets[site + 3 * sites];
            float* next = b + ahead[site];
            for (nint s = 0; s < samples; s += 16)
            {
                CacheHint.Prefetch(next + s);
                TLanes x0 = TLanes.Load(a0 + s);
                TLanes x1 = TLanes.Load(a1 + s);
                TLanes y0 = TLanes.Load(b0 + s);
                c00 = TLanes.FusedMultiplyAdd(x0, y0, c00);
                c10 = TLanes.FusedMultiplyAdd(x1, y0, c10);
                TLanes y1 = TLanes.Load(b1 + s);
                c01 = TLanes.FusedMultiplyAdd(x0, y1, c01);
                c11 = TLanes.FusedMultiplyAdd(x1, y1, c11);
                TLanes y2 = TLanes.Load(b2 + s);
                c02 = TLanes.FusedMultiplyAdd(x0, y2, c02);
                c12 = TLanes.FusedMultiplyAdd(x1, y2, c12);
                TLanes y3 = TLanes.Load(b3 + s);
                c03 = TLanes.FusedMultiplyAdd(x0, y3, c03);
                c13 = TLanes.FusedMultiplyAdd(x1, y3, c13);
            }

            a0 += samples;
            a1 += samples;
        }

        // As in the square tile, with nothing in rows two and three.
        TLanes quad0 = TLanes.Fold4(TLanes.Fold8(c00, c10), TLanes.Zero);
        TLanes quad1 = TLanes.Fold4(TLanes.Fold8(c01, c11), TLanes.Zero);
        TLanes quad2 = TLanes.Fold4(TLanes.Fold8(c02, c12), TLanes.Zero);
        TLanes quad3 = TLanes.Fold4(TLanes.Fold8(c03, c13), TLanes.Zero);
        TLanes.Store(sums, TLanes.Fold1(TLanes.Fold2(quad0, quad1), TLanes.Fold2(quad2, quad3)));
    }

    /// <summary>The product of a row and a gathered row.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static float One(float* a, float* b, int* offsets, nint sites, nint samples)
    {
        TLanes sum = TLanes.Zero;
        for (nint site = 0; site < sites; site++)
        {
            float* at = b + offsets[site];
            for (nint s = 0; s < samples; s += 16)
                sum = TLanes.FusedMultiplyAdd(TLanes.Load(a + s), TLanes.Load(at + s), sum);
            a += samples;
        }

        return TLanes.Sum(sum);
    }
}
