using System.Runtime.Intrinsics;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>dW[m, k] = dy[m, B] x[k, B]^T: the dense layer's reduction over the batch, in the canonical order.</summary>
internal static unsafe class WeightGradientKernels<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    // Rows of x that are swept against all rows of dy before the next ones: 16 KB at a batch of 128.
    private const int Panel = 32;

    /// <summary>dW = dy x^T, or dW += dy x^T.</summary>
    /// <param name="dy">dy [m, B]; padding may hold anything.</param>
    /// <param name="dyStride">Floats from row to row of dy.</param>
    /// <param name="x">x [k, B]; padding may hold anything.</param>
    /// <param name="xStride">Floats from row to row of x.</param>
    /// <param name="gradient">dW, row-major [m, k], contiguous.</param>
    /// <param name="m">Rows of dy.</param>
    /// <param name="k">Rows of x.</param>
    /// <param name="samples">B.</param>
    /// <param name="accumulate">True to add to what dW holds.</param>
    public static void BackwardWeight(float* dy, int dyStride, float* x, int xStride, float* gradient, int m, int k, int samples, bool accumulate)
    {
        if (samples % 16 == 0)
            Run<WholeGroups>(dy, dyStride, x, xStride, gradient, m, k, samples, accumulate);
        else
            Run<PartialGroups>(dy, dyStride, x, xStride, gradient, m, k, samples, accumulate);
    }

    private static void Run<TTail>(float* dy, nint dyStride, float* x, nint xStride, float* gradient, int m, int k, int samples, bool accumulate)
        where TTail : struct, ITailMask
    {
        int wholeM = m & ~3;
        int wholeK = k & ~3;
        float* sums = stackalloc float[16];
        for (int panel = 0; panel < wholeK; panel += Panel)
        {
            int end = Math.Min(wholeK, panel + Panel);
            for (int i = 0; i < wholeM; i += 4)
            {
                for (int j = panel; j < end; j += 4)
                {
                    DotTiles<TLanes, TTail>.FourByFour(dy + i * dyStride, dyStride, x + j * xStride, xStride, samples, sums);
                    PutSquare(sums, gradient + (nint)i * k + j, k, accumulate);
                }
            }
        }
        for (int i = wholeM; i < m; i++)
            Strip<TTail>(dy + i * dyStride, x, xStride, k, gradient + (nint)i * k, 1, samples, accumulate, sums);
        for (int j = wholeK; j < k; j++)
            Strip<TTail>(x + j * xStride, dy, dyStride, wholeM, gradient + j, k, samples, accumulate, sums);
    }

    /// <summary>One row against many; results go to <paramref name="gradient"/> at steps of <paramref name="step"/>.</summary>
    private static void Strip<TTail>(float* single, float* rows, nint stride, int count, float* gradient, nint step, int samples, bool accumulate, float* sums)
        where TTail : struct, ITailMask
    {
        int row = 0;
        for (; row + 8 <= count; row += 8)
        {
            DotTiles<TLanes, TTail>.OneByEight(single, rows + row * stride, stride, samples, sums);
            Put(sums, gradient + row * step, step, 8, accumulate);
        }
        if (count >= 8 && row < count)
        {
            // The last eight rows again, of which only the new ones are stored.
            int skip = 8 - (count - row);
            DotTiles<TLanes, TTail>.OneByEight(single, rows + (row - skip) * stride, stride, samples, sums);
            Put(sums + skip, gradient + row * step, step, count - row, accumulate);
            return;
        }
        for (; row < count; row++)
        {
            *sums = DotTiles<TLanes, TTail>.One(single, rows + row * stride, samples);
            Put(sums, gradient + row * step, step, 1, accumulate);
        }
    }

    private static void PutSquare(float* sums, float* gradient, nint stride, bool accumulate)
    {
        for (int row = 0; row < 4; row++)
        {
            Vector128<float> four = Vector128.Load(sums + 4 * row);
            float* to = gradient + row * stride;
            (accumulate ? Vector128.Load(to) + four : four).Store(to);
        }
    }

    private static void Put(float* sums, float* gradient, nint step, int count, bool accumulate)
    {
        for (int i = 0; i < count; i++)
            gradient[i * step] = accumulate ? gradient[i * step] + sums[i] : sums[i];
    }
}
