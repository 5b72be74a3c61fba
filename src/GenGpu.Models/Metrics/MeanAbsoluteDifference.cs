using System.Numerics;

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
        if (Vector<double>.Count == 4)
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

    private static void SumVectors(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<double> sums)
    {
        Vector<double> low = Vector<double>.Zero;
        Vector<double> high = Vector<double>.Zero;
        for (int index = 0; index < left.Length; index += Lanes)
        {
            Vector.Widen(new Vector<float>(left[index..]), out Vector<double> leftLow, out Vector<double> leftHigh);
            Vector.Widen(new Vector<float>(right[index..]), out Vector<double> rightLow, out Vector<double> rightHigh);
            low += Vector.Abs(leftLow - rightLow);
            high += Vector.Abs(leftHigh - rightHigh);
        }
        low.CopyTo(sums);
        high.CopyTo(sums[4..]);
    }
}
