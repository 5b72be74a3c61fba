using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>Sums over the batch, in the canonical order, and over rows, in the order of rows.</summary>
internal static unsafe class ReductionKernels<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>destination[row * step] = sum over samples of source[row, sample]; padding may hold anything.</summary>
    public static void SumOverSamples(float* destination, nint step, float* source, int stride, int rows, int samples)
    {
        if (samples % 16 == 0)
            SumOverSamples<WholeGroups>(destination, step, source, stride, rows, samples);
        else
            SumOverSamples<PartialGroups>(destination, step, source, stride, rows, samples);
    }

    [SkipLocalsInit]
    private static void SumOverSamples<TTail>(float* destination, nint step, float* source, int stride, int rows, int samples)
        where TTail : struct, ITailMask
    {
        float* sums = stackalloc float[16];
        for (int row = 0; row < rows; row += 16)
        {
            int count = Math.Min(16, rows - row);
            float* at = source + ((nint)row * stride);
            if (count < 3)
            {
                for (int i = 0; i < count; i++)
                    sums[i] = SumRow<TTail>(at + ((nint)i * stride), samples);
            }
            else if (count < 8)
            {
                SumTiles<TLanes, TTail>.UpToEight(at, stride, count, samples, sums);
            }
            else
            {
                SumTiles<TLanes, TTail>.EightToSixteen(at, stride, count, samples, sums);
            }

            for (int i = 0; i < count; i++)
                destination[(row + i) * step] = sums[i];
        }
    }

    /// <summary>destination[sample] = sum over rows of source[row, sample].</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void SumOverRows(float* destination, float* source, int stride, int rows, int samples)
    {
        for (int s = 0; s < samples; s += 16)
        {
            TLanes sum = TLanes.Zero;
            for (int row = 0; row < rows; row++)
                sum = TLanes.Add(sum, TLanes.Load(source + (nint)row * stride + s));
            TLanes.Store(destination + s, sum);
        }
    }

    /// <summary>Sum of squares of consecutive values, as for a gradient's norm: x^2 is fused into the sum.</summary>
    public static float SumOfSquares(float* source, int count) => count % 16 == 0 ? DotTiles<TLanes, WholeGroups>.One(source, source, count) : DotTiles<TLanes, PartialGroups>.One(source, source, count);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float SumRow<TTail>(float* source, int samples)
        where TTail : struct, ITailMask
    {
        TLanes sum = TLanes.Zero;
        for (int s = 0; s < samples; s += 16)
            sum = TLanes.Add(sum, TTail.Load<TLanes>(source + s, samples - s));
        return TLanes.Sum(sum);
    }
}
