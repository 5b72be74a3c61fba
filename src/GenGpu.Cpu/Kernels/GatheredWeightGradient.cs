using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>dW[m, k] = dy x^T over all sites and samples, where row j of x is gathered by a table while it is read; the bits of <see cref="WeightGradientKernels{TLanes}"/> on the gathered rows.</summary>
internal static unsafe class GatheredWeightGradient<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    // Rows from the one that is read to the one that is asked for: most of the taps of a channel, so that the next channel comes early and the first tap already brings all of it.
    private const int RowsAhead = 8;

    /// <summary>dW = dy x^T.</summary>
    /// <param name="dy">dy [m, sites x samples].</param>
    /// <param name="dyStride">Floats from row to row of dy.</param>
    /// <param name="x">Where offsets count from.</param>
    /// <param name="offsets">Floats from the start of x to the samples of row j at site i, at j * sites + i.</param>
    /// <param name="gradient">dW, row-major [m, k], contiguous.</param>
    /// <param name="m">Rows of dy.</param>
    /// <param name="k">Gathered rows.</param>
    /// <param name="sites">Number of sites.</param>
    /// <param name="samples">Samples of a site, a multiple of 16.</param>
    [SkipLocalsInit]
    public static void Run(float* dy, nint dyStride, float* x, int* offsets, float* gradient, int m, int k, int sites, int samples)
    {
        float* sums = stackalloc float[16];
        for (int j = 0; j < k; j += 4)
        {
            // The last tiles may have been there in part before: the same bits again.
            int column = Math.Min(j, k - 4);
            for (int i = 0, height; i < m; i += height)
            {
                height = k < 4 || m - i == 1 ? 1 : m - i < 4 && (m < 4 || m - i == 2) ? 2 : 4;
                int row = height == 4 ? Math.Min(i, m - 4) : i;
                float* a = dy + row * dyStride;
                if (height == 1)
                {
                    for (int one = j; one < Math.Min(j + 4, k); one++)
                        gradient[((nint)row * k) + one] = GatheredDotTiles<TLanes>.One(a, x, offsets + (nint)one * sites, sites, samples);
                    continue;
                }

                int* ahead = offsets + (nint)Math.Min(column + RowsAhead, k - 1) * sites;
                int* first = offsets + (nint)column * sites;
                if (height == 2)
                    GatheredDotTiles<TLanes>.TwoByFour(a, dyStride, x, first, ahead, sites, samples, sums);
                else
                    GatheredDotTiles<TLanes>.FourByFour(a, dyStride, x, first, ahead, sites, samples, sums);
                for (int r = 0; r < height; r++)
                {
                    for (int c = 0; c < 4; c++)
                        gradient[((nint)(row + r) * k) + column + c] = sums[(4 * r) + c];
                }
            }
        }
    }
}
