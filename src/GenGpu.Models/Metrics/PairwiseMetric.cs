using System.Runtime.Intrinsics;
using GenGpu.Core.Accelerators;

namespace GenGpu.Models.Metrics;

/// <summary>
/// A statistic of the form 2 E k(X, Y) - E k(X, X') - E k(Y, Y') with a kernel of the distance: the energy distance with k(r) = r, and minus the
/// squared maximum mean discrepancy with a Gaussian k. Sums run over distinct pairs, so that the expectation is zero for a perfect model.
/// </summary>
public sealed class PairwiseMetric : IMetric
{
    /// <summary>The most samples used on either side; the cost is quadratic.</summary>
    public const int LargestCount = 2048;

    private readonly float[] _reference;
    private readonly int _referenceCount;
    private readonly int _dimensions;
    private readonly KernelSum _kernelSum;
    private readonly double _sign;
    private readonly double _referenceMean;

    private delegate double KernelSum(ReadOnlySpan<float> squares);

    private PairwiseMetric(string name, ReadOnlySpan<float> reference, int dimensions, double sign, KernelSum kernelSum, string note)
    {
        Name = name;
        Note = note;
        _dimensions = dimensions;
        _referenceCount = reference.Length / dimensions;
        _reference = reference.ToArray();
        _sign = sign;
        _kernelSum = kernelSum;
        _referenceMean = Mean(_reference, _referenceCount, _reference, _referenceCount, distinct: true);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string? Note { get; }

    /// <inheritdoc/>
    public int MaximumCount => LargestCount;

    /// <summary>The energy distance 2 E|X - Y| - E|X - X'| - E|Y - Y'| (Szekely and Rizzo 2013), unbiased: a good model may score slightly below zero.</summary>
    /// <param name="reference">Target samples, [dimensions, count], at least two.</param>
    /// <param name="dimensions">Dimensions of a sample.</param>
    /// <returns>The metric.</returns>
    public static PairwiseMetric EnergyDistance(ReadOnlySpan<float> reference, int dimensions)
    {
        float[] first = SampleBlocks.First(reference, dimensions, LargestCount);
        return new PairwiseMetric("energyDistance", first, dimensions, 1, SumOfRoots, Text(first.Length / dimensions));
    }

    /// <summary>
    /// The squared maximum mean discrepancy E k(X, X') + E k(Y, Y') - 2 E k(X, Y), k = exp(-|x - y|^2 / (2 m^2)), with m the median distance of two target
    /// samples (Gretton et al. 2012, equation 3), unbiased: a good model may score slightly below zero.
    /// </summary>
    /// <param name="reference">Target samples, [dimensions, count], at least two.</param>
    /// <param name="dimensions">Dimensions of a sample.</param>
    /// <returns>The metric.</returns>
    public static PairwiseMetric MaximumMeanDiscrepancy(ReadOnlySpan<float> reference, int dimensions)
    {
        float[] first = SampleBlocks.First(reference, dimensions, LargestCount);
        double median = MedianSquare(first, dimensions);
        double scale = median > 0 ? -0.5 / median : -0.5;
        return new PairwiseMetric("mmdSquared", first, dimensions, -1, squares => SumOfExponentials(squares, (float)scale), Text(first.Length / dimensions));
    }

    /// <inheritdoc/>
    public double Compute(ReadOnlyMemory<float> samples, int count, IBufferKernels kernels)
    {
        if (count < 2)
            return double.NaN;
        double cross = Mean(samples.Span, count, _reference, _referenceCount, distinct: false);
        double own = Mean(samples.Span, count, samples.Span, count, distinct: true);
        return _sign * (2 * cross - own - _referenceMean);
    }

    private static double SumOfRoots(ReadOnlySpan<float> squares)
    {
        // Eight running sums in one order, so that figures do not depend on the width of the registers.
        Vector256<float> sums = Vector256<float>.Zero;
        int index = 0;
        for (; index + Vector256<float>.Count <= squares.Length; index += Vector256<float>.Count)
            sums += Vector256.Sqrt(Vector256.Create(squares[index..]));
        double sum = 0;
        for (int lane = 0; lane < Vector256<float>.Count; lane++)
            sum += sums.GetElement(lane);
        for (; index < squares.Length; index++)
            sum += MathF.Sqrt(squares[index]);
        return sum;
    }

    private static double SumOfExponentials(ReadOnlySpan<float> squares, float scale)
    {
        double sum = 0;
        foreach (float square in squares)
            sum += MathF.Exp(scale * square);
        return sum;
    }

    private static string Text(int count) => FormattableString.Invariant($"first {LargestCount} samples against {count} of the target; unbiased, so it may fall below zero");

    private static double MedianSquare(float[] samples, int dimensions)
    {
        int count = Math.Min(512, samples.Length / dimensions);
        float[] block = SampleBlocks.First(samples, dimensions, count);
        float[] squares = new float[count];
        List<float> pairs = [];
        for (int query = 1; query < count; query++)
        {
            PairDistances.Squares(block, count, query, block, count, dimensions, squares);
            pairs.AddRange(squares[..query]);
        }
        pairs.Sort();
        return pairs.Count == 0 ? 0 : pairs[pairs.Count / 2];
    }

    private double Mean(ReadOnlySpan<float> queries, int queryCount, ReadOnlySpan<float> points, int pointCount, bool distinct)
    {
        float[] squares = new float[pointCount];
        double sum = 0;
        for (int query = 0; query < queryCount; query++)
        {
            PairDistances.Squares(queries, queryCount, query, points, pointCount, _dimensions, squares);
            int end = distinct ? query : pointCount;
            sum += _kernelSum(squares.AsSpan(0, end));
        }
        return distinct ? sum / (0.5 * queryCount * (queryCount - 1.0)) : sum / ((double)queryCount * pointCount);
    }
}
