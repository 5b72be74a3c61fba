using System.Buffers;
using GenGpu.Core.Accelerators;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Metrics;

/// <summary>The exact 1-Wasserstein distance on the line: the integral of |F - G|.</summary>
public static class Wasserstein
{
    // The error of a straight F is of the order of the rise's third power.
    private const double StraightRise = 0.002;

    /// <summary>W1 between two sets of samples of any sizes; sorts copies of both.</summary>
    /// <param name="left">One set, at least one sample, none NaN.</param>
    /// <param name="right">The other set.</param>
    /// <param name="kernels">Whole-buffer kernels.</param>
    /// <returns>A distance in the unit of the samples.</returns>
    public static double Distance(ReadOnlyMemory<float> left, ReadOnlyMemory<float> right, IBufferKernels kernels)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        // Pooled copies: fresh memory for ten million samples costs more in page faults than their sum.
        float[] sortedLeft = ArrayPool<float>.Shared.Rent(left.Length);
        float[] sortedRight = ArrayPool<float>.Shared.Rent(right.Length);
        try
        {
            kernels.Sort(left, sortedLeft.AsMemory(0, left.Length));
            kernels.Sort(right, sortedRight.AsMemory(0, right.Length));
            return BetweenSorted(sortedLeft.AsSpan(0, left.Length), sortedRight.AsSpan(0, right.Length));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(sortedLeft);
            ArrayPool<float>.Shared.Return(sortedRight);
        }
    }

    /// <summary>W1 between two ascending sets of samples. Equal counts: the mean of |x_i - y_i|; otherwise the integral of |F - G| over the merged values.</summary>
    /// <param name="left">One set, ascending, at least one sample.</param>
    /// <param name="right">The other set, ascending.</param>
    /// <returns>A distance in the unit of the samples.</returns>
    /// <exception cref="ArgumentException">A set is empty.</exception>
    public static double BetweenSorted(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        if (left.IsEmpty || right.IsEmpty)
            throw new ArgumentException("A set of samples is empty.");
        if (left.Length == right.Length)
            return MeanAbsoluteDifference.Of(left, right);
        double sum = 0;
        double leftLevel = 1.0 / left.Length;
        double rightLevel = 1.0 / right.Length;
        int leftIndex = 0;
        int rightIndex = 0;
        double position = Math.Min(left[0], right[0]);
        while (leftIndex < left.Length || rightIndex < right.Length)
        {
            bool takeLeft = rightIndex == right.Length || (leftIndex < left.Length && left[leftIndex] <= right[rightIndex]);
            double next = takeLeft ? left[leftIndex] : right[rightIndex];
            sum += (next - position) * Math.Abs(leftIndex * leftLevel - rightIndex * rightLevel);
            position = next;
            if (takeLeft)
                leftIndex++;
            else
                rightIndex++;
        }
        return sum;
    }

    /// <summary>
    /// W1 between ascending samples and an exact law, without any sampling of the law: between two neighbouring samples F_n is a constant c, and the integral of
    /// |c - F| follows from the integral of F, cut where F crosses c.
    /// </summary>
    /// <param name="sorted">The samples, ascending, at least one.</param>
    /// <param name="law">The law.</param>
    /// <returns>A distance in the unit of the samples.</returns>
    /// <exception cref="ArgumentException">There is no sample.</exception>
    public static double ToLaw(ReadOnlySpan<float> sorted, UnivariateLaw law)
    {
        ArgumentNullException.ThrowIfNull(law);
        if (sorted.IsEmpty)
            throw new ArgumentException("A set of samples is empty.", nameof(sorted));
        double left = sorted[0];
        double leftCdf = law.Cdf(left);
        double leftIntegral = law.CdfIntegral(left);
        double sum = leftIntegral;
        for (int index = 1; index < sorted.Length; index++)
        {
            double right = sorted[index];
            if (right == left)
                continue;
            (double rightCdf, double rightIntegral) = law.CdfAndIntegral(right);
            double level = (double)index / sorted.Length;
            double signed = level * (right - left) - (rightIntegral - leftIntegral);
            if (leftCdf < level && rightCdf > level)
            {
                // Between close neighbours F is as good as straight, and the place of the crossing matters to second order only.
                bool isStraight = !law.IsDiscrete && rightCdf - leftCdf < StraightRise;
                double crossing = isStraight
                    ? left + ((right - left) * (level - leftCdf) / (rightCdf - leftCdf))
                    : Math.Clamp(Crossing(law, level, left, right), left, right);
                double before = level * (crossing - left) - (law.CdfIntegral(crossing) - leftIntegral);
                sum += Math.Abs(before) + Math.Abs(signed - before);
            }
            else
                sum += Math.Abs(signed);
            (left, leftCdf, leftIntegral) = (right, rightCdf, rightIntegral);
        }
        // The integral of 1 - F above x is E[X] - x + the integral of F below x.
        return sum + Math.Max(0, law.Mean - left + leftIntegral);
    }

    private static double Crossing(UnivariateLaw law, double level, double lower, double upper)
    {
        // Far below the rounding of the sum: |c - F| is zero at the crossing, so its place matters to second order only.
        for (int iteration = 0; iteration < 40; iteration++)
        {
            double middle = 0.5 * (lower + upper);
            if (law.Cdf(middle) >= level)
                upper = middle;
            else
                lower = middle;
        }
        return upper;
    }
}
