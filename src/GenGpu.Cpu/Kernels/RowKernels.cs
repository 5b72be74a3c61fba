using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>Functions over the rows of [rows, samples], and the maximum over samples. Whole groups of 16 are written.</summary>
internal static unsafe class RowKernels<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Probabilities that are smaller than this share of the largest become 0.</summary>
    private const float NegligibleShare = 1e-20f;

    /// <summary>destination[s] = max over rows of source[row, s].</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void MaximumOverRows(float* destination, float* source, int stride, int rows, int samples)
    {
        for (int s = 0; s < samples; s += 16)
            TLanes.Store(destination + s, Largest(source + s, stride, rows));
    }

    /// <summary>destination[s] = log(sum over rows of exp(source[row, s])), the largest taken out first.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void LogSumExpOverRows(float* destination, float* source, int stride, int rows, int samples)
    {
        for (int s = 0; s < samples; s += 16)
        {
            TLanes shift = Finite(Largest(source + s, stride, rows));
            TLanes sum = TLanes.Zero;
            for (int row = 0; row < rows; row++)
                sum = TLanes.Add(sum, LaneMath<TLanes>.Exp(TLanes.Subtract(TLanes.Load(source + ((nint)row * stride) + s), shift)));
            TLanes.Store(destination + s, TLanes.Add(shift, LaneMath<TLanes>.Log(sum)));
        }
    }

    /// <summary>destination = softmax over rows of source; may be the source.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Softmax(float* destination, int destinationStride, float* source, int stride, int rows, int samples)
    {
        for (int s = 0; s < samples; s += 16)
        {
            TLanes shift = Finite(Largest(source + s, stride, rows));
            TLanes sum = TLanes.Zero;
            for (int row = 0; row < rows; row++)
            {
                TLanes e = LaneMath<TLanes>.Exp(TLanes.Subtract(TLanes.Load(source + ((nint)row * stride) + s), shift));
                // Far below the rounding of the sum, and its products with gradients would be denormal numbers, which cost over ten times as much.
                e = TLanes.SelectLess(e, TLanes.Broadcast(NegligibleShare), TLanes.Zero, e);
                sum = TLanes.Add(sum, e);
                TLanes.Store(destination + ((nint)row * destinationStride) + s, e);
            }

            TLanes scale = TLanes.Divide(TLanes.Broadcast(1f), sum);
            for (int row = 0; row < rows; row++)
            {
                float* at = destination + ((nint)row * destinationStride) + s;
                TLanes.Store(at, TLanes.Multiply(TLanes.Load(at), scale));
            }
        }
    }

    /// <summary>destination[row] = source[0] + ... + source[row], in that order; may be the source.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void CumulativeSum(float* destination, nint destinationStep, float* source, nint step, int rows, int samples)
    {
        for (int s = 0; s < samples; s += 16)
        {
            float* from = source + s, to = destination + s;
            TLanes sum = TLanes.Load(from);
            TLanes.Store(to, sum);
            for (int row = 1; row < rows; row++)
            {
                from += step;
                to += destinationStep;
                sum = TLanes.Add(sum, TLanes.Load(from));
                TLanes.Store(to, sum);
            }
        }
    }

    /// <summary>destination[s] = the first row with the largest source[row, s].</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void ArgMax(float* destination, float* source, int stride, int rows, int samples)
    {
        for (int s = 0; s < samples; s += 16)
        {
            TLanes largest = TLanes.Load(source + s);
            TLanes index = TLanes.Zero;
            for (int row = 1; row < rows; row++)
            {
                TLanes value = TLanes.Load(source + ((nint)row * stride) + s);
                TLanes isLarger = TLanes.LessThan(largest, value);
                largest = TLanes.Select(isLarger, value, largest);
                index = TLanes.Select(isLarger, TLanes.Broadcast(row), index);
            }

            TLanes.Store(destination + s, index);
        }
    }

    /// <summary>destination[row] = max over samples of source[row, s]; NaN if there is one. The maximum has no order, so any order gives the same bits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void MaximumOverSamples(float* destination, float* source, int stride, int rows, int samples)
    {
        for (int row = 0; row < rows; row++)
        {
            float* at = source + ((nint)row * stride);
            float largest = *at;
            for (int s = 1; s < samples; s++)
                largest = MathF.Max(largest, at[s]);
            destination[row] = largest;
        }
    }

    /// <summary>The largest over rows; NaN if there is one.</summary>
    private static TLanes Largest(float* source, int stride, int rows)
    {
        TLanes largest = TLanes.Load(source);
        for (int row = 1; row < rows; row++)
        {
            TLanes value = TLanes.Load(source + ((nint)row * stride));
            // The old value stays when it is a NaN or not below a new one that is no NaN.
            TLanes isReplaced = TLanes.Or(TLanes.LessThan(largest, value), NotANumber(value));
            largest = TLanes.Select(NotANumber(largest), largest, TLanes.Select(isReplaced, value, largest));
        }

        return largest;
    }

    private static TLanes NotANumber(TLanes value) => TLanes.AndNot(TLanes.EqualTo(value, value), TLanes.BroadcastBits(uint.MaxValue));

    /// <summary>0 in place of an infinite largest value, so that the shift makes no NaN of its own.</summary>
    private static TLanes Finite(TLanes largest) =>
        TLanes.Select(TLanes.EqualTo(LaneMath<TLanes>.Abs(largest), TLanes.Broadcast(float.PositiveInfinity)), TLanes.Zero, largest);
}
