using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GenGpu.Models.Metrics;

/// <summary>The mean of |x_i - y_i| in double precision, vectorised.</summary>
internal static class MeanAbsoluteDifference
{
    private const int Lanes = 8;

    /// <summary>Computes it. Eight partial sums are added in a fixed order, so that the bits do not depend on the machine's vector width.</summary>
    /// <param name="left">x, at least one value.</param>
    /// <param name="right">y, as many.</param>
    /// <returns>The mean.</returns>
    public static double Of(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        Span<double> sums = stackalloc double[Lanes];
        int end = left.Length - left.Length % Lanes;
        if (Vector256.IsHardwareAccelerated)
            SumVectors(left[..end], right[..end], sums);
        else
        {
            for (int index = 0; index < end; index++)
                sums[index % Lanes] += Math.Abs((double)left[index] - right[index]);
        }
        for (int index = end; index < left.Length; index++)
            sums[index % Lanes] += Math.Abs((double)left[index] - right[index]);
        double total = ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
        return total / left.Length;
    }

    // Few calls and long: compiled in full at the first one, since tiers would change only after many.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumVectors(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<double> sums)
    {
        Vector256<double> low = Vector256<double>.Zero, high = Vector256<double>.Zero;
        ref float x = ref MemoryMarshal.GetReference(left), y = ref MemoryMarshal.GetReference(right);
        for (nuint index = 0; index < (nuint)left.Length; index += Lanes)
        {
            (Vector256<double> leftLow, Vector256<double> leftHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref x, index));
            (Vector256<double> rightLow, Vector256<double> rightHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref y, index));
            low += Vector256.Abs(leftLow - rightLow);
            high += Vector256.Abs(leftHigh - rightHigh);
        }
        low.CopyTo(sums);
        high.CopyTo(sums[4..]);
    }
}
