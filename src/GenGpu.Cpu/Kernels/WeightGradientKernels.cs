using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>
/// dW[m, k] = dy[m, B] x[k, B]^T, the dense layer's reduction over the batch, in the canonical order; and db[m], the sums of the rows of dy, from the same registers.
/// </summary>
internal static unsafe class WeightGradientKernels<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    // Rows of x that are swept against all rows of dy before the next ones: 16 KB at a batch of 128.
    private const int Panel = 32;

    /// <summary>dW = dy x^T, and db where it is asked for.</summary>
    /// <param name="dy">dy [m, B]; padding may hold anything.</param>
    /// <param name="dyStride">Floats from row to row of dy.</param>
    /// <param name="x">x [k, B]; padding may hold anything.</param>
    /// <param name="xStride">Floats from row to row of x.</param>
    /// <param name="gradient">dW, row-major [m, k], contiguous.</param>
    /// <param name="bias">db [m], with the bits of <see cref="ReductionKernels{TLanes}.SumOverSamples"/>, or null.</param>
    /// <param name="m">Rows of dy.</param>
    /// <param name="k">Rows of x.</param>
    /// <param name="samples">B.</param>
    public static void BackwardWeight(float* dy, int dyStride, float* x, int xStride, float* gradient, float* bias, int m, int k, int samples)
    {
        if (samples % 16 == 0)
            Run<WholeGroups>(dy, dyStride, x, xStride, gradient, bias, m, k, samples);
        else
            Run<PartialGroups>(dy, dyStride, x, xStride, gradient, bias, m, k, samples);
    }

    [SkipLocalsInit]
    private static void Run<TTail>(float* dy, nint dyStride, float* x, nint xStride, float* gradient, float* bias, int m, int k, int samples)
        where TTail : struct, ITailMask
    {
        int wholeK = k & ~3;
        // What the squares leave over: rows below them, columns beside them. Without squares the columns take all.
        int wholeM = wholeK == 0 ? m : m & ~3;
        float* sums = stackalloc float[32];
        for (int panel = 0; panel < wholeK; panel += Panel)
        {
            int end = Math.Min(wholeK, panel + Panel);
            for (int i = 0; i < wholeM; i += 4)
            {
                float* rows = dy + i * dyStride, to = gradient + (nint)i * k;
                int j = panel;
                if (j == 0 && bias != null)
                {
                    DotTiles<TLanes, TTail>.FourByFour<RowSumsOfA>(rows, dyStride, x, xStride, 4, samples, to, k, sums);
                    PutRowSums(sums, bias + i, 4);
                    j = 4;
                }
                DotTiles<TLanes, TTail>.FourByFour<NoRowSums>(rows, dyStride, x + j * xStride, xStride, end - j, samples, to + j, k, sums);
            }
        }
        for (int i = wholeM; i < m; i += 2)
            Few<TTail>(Math.Min(2, m - i), dy + i * dyStride, dyStride, bias == null ? null : bias + i, x, xStride, null, k, gradient + (nint)i * k, k, 1, samples, sums);
        for (int j = wholeK; j < k; j += 2)
            Few<TTail>(Math.Min(2, k - j), x + j * xStride, xStride, null, dy, dyStride, j == 0 ? bias : null, wholeM, gradient + j, 1, k, samples, sums);
    }

    /// <summary>One or two rows against many; row i against row j goes to gradient[i ownStep + j step]. Sums of the few or of the many go where they are asked for.</summary>
    private static void Few<TTail>(int own, float* few, nint fewStride, float* fewSums, float* rows, nint stride, float* rowSums, int count, float* gradient, nint ownStep, nint step, int samples, float* sums)
        where TTail : struct, ITailMask
    {
        if (own == 2 && count >= 8)
        {
            for (int row = 0; row < count; row += 8)
            {
                // The last eight rows may have been there before: the same bits again.
                int first = Math.Min(row, count - 8);
                float* at = rows + first * stride;
                if (rowSums != null)
                {
                    DotTiles<TLanes, TTail>.TwoByEight<RowSumsOfB>(few, fewStride, at, stride, samples, sums);
                    PutRowSums(sums, rowSums + first, 8);
                }
                else if (fewSums != null && row == 0)
                {
                    DotTiles<TLanes, TTail>.TwoByEight<RowSumsOfA>(few, fewStride, at, stride, samples, sums);
                    PutRowSums(sums, fewSums, 2);
                }
                else
                {
                    DotTiles<TLanes, TTail>.TwoByEight<NoRowSums>(few, fewStride, at, stride, samples, sums);
                }
                Put(sums, gradient + first * step, step, 8);
                Put(sums + 8, gradient + ownStep + first * step, step, 8);
            }

            return;
        }

        for (int i = 0; i < own; i++)
            Strip<TTail>(few + i * fewStride, fewSums == null ? null : fewSums + i, rows, stride, i == 0 ? rowSums : null, count, gradient + i * ownStep, step, samples, sums);
    }

    /// <summary>One row against many; results go to <paramref name="gradient"/> at steps of <paramref name="step"/>.</summary>
    private static void Strip<TTail>(float* single, float* singleSum, float* rows, nint stride, float* rowSums, int count, float* gradient, nint step, int samples, float* sums)
        where TTail : struct, ITailMask
    {
        if (count < 8)
        {
            for (int i = 0; i < count; i++)
                gradient[i * step] = DotTiles<TLanes, TTail>.One(single, rows + i * stride, samples);
            if (singleSum != null)
                ReductionKernels<TLanes>.SumOverSamples(singleSum, 1, single, 0, 1, samples);
            if (rowSums != null)
                ReductionKernels<TLanes>.SumOverSamples(rowSums, 1, rows, (int)stride, count, samples);
            return;
        }

        int row = 0;
        for (; rowSums != null && row < count; row += 8)
        {
            int first = Math.Min(row, count - 8);
            DotTiles<TLanes, TTail>.OneByEight<RowSumsOfB>(single, rows + first * stride, stride, samples, sums);
            PutRowSums(sums, rowSums + first, 8);
            Put(sums, gradient + first * step, step, 8);
        }
        for (; count - row > 8; row += 16)
        {
            // Sixteen rows, or all that are left with some of them twice.
            int far = Math.Min(row + 16, count) - 8;
            if (singleSum != null && row == 0)
            {
                DotTiles<TLanes, TTail>.OneBySixteen<RowSumsOfA>(single, rows, rows + far * stride, stride, samples, sums);
                *singleSum = sums[16];
            }
            else
            {
                DotTiles<TLanes, TTail>.OneBySixteen<NoRowSums>(single, rows + row * stride, rows + far * stride, stride, samples, sums);
            }
            Put(sums, gradient + row * step, step, 8);
            Put(sums + 8, gradient + far * step, step, 8);
        }
        if (row < count)
        {
            int last = count - 8;
            if (singleSum != null && row == 0)
            {
                DotTiles<TLanes, TTail>.OneByEight<RowSumsOfA>(single, rows, stride, samples, sums);
                *singleSum = sums[16];
            }
            else
            {
                DotTiles<TLanes, TTail>.OneByEight<NoRowSums>(single, rows + last * stride, stride, samples, sums);
            }
            Put(sums, gradient + last * step, step, 8);
        }
    }

    private static void PutRowSums(float* sums, float* to, int count)
    {
        for (int i = 0; i < count; i++)
            to[i] = sums[16 + DotTiles<TLanes, WholeGroups>.RowSumLane(i)];
    }

    private static void Put(float* sums, float* gradient, nint step, int count)
    {
        for (int i = 0; i < count; i++)
            gradient[i * step] = sums[i];
    }
}
