using GenGpu.Core.Accelerators;
using GenGpu.Reference.Buffers;

namespace GenGpu.Accelerators.Tests.Buffers;

/// <summary>What kernels over whole buffers must do, whoever runs them. The kernels of other accelerators go through the same checks.</summary>
internal static class BufferChecks
{
    /// <summary>Special values in IEEE 754 total order.</summary>
    public static void SortFollowsTotalOrder(IBufferKernels kernels)
    {
        float negativeNaN = BitConverter.UInt32BitsToSingle(0xFFC00000u);
        float positiveNaN = BitConverter.UInt32BitsToSingle(0x7FC00000u);
        float[] values = [1, positiveNaN, -0f, 0f, float.PositiveInfinity, -1, negativeNaN, float.Epsilon, float.NegativeInfinity, -float.Epsilon, 0f];
        float[] expected = [negativeNaN, float.NegativeInfinity, -1, -float.Epsilon, -0f, 0f, 0f, float.Epsilon, 1, float.PositiveInfinity, positiveNaN];
        kernels.Sort(values);
        Assert.Equal(Bits(expected), Bits(values));
    }

    /// <summary>Normals, few different values, special values, any bits, and close neighbours, of several sizes; in place and into another buffer.</summary>
    public static void SortAgreesWithASortOfKeys(IBufferKernels kernels, params ReadOnlySpan<int> sizes) => SortAgreesWithASortOfKeys(kernels, [0, 1, 2, 3, 4], sizes);

    /// <summary>Values of some kinds (see <see cref="SortAgreesWithASortOfKeys(IBufferKernels, ReadOnlySpan{int})"/>), of several sizes.</summary>
    public static void SortAgreesWithASortOfKeys(IBufferKernels kernels, int[] kinds, params ReadOnlySpan<int> sizes)
    {
        Random random = new(1);
        foreach (int size in sizes)
        {
            foreach (int kind in kinds)
            {
                float[] values = new float[size];
                for (int index = 0; index < size; index++)
                    values[index] = Draw(random, kind);
                uint[] expected = [.. Bits(values).Select(OrderedKey)];
                Array.Sort(expected);
                float[] before = [.. values], apart = new float[size];
                kernels.Sort(values, apart);
                Assert.True(Bits(before).SequenceEqual(Bits(values)), $"sorting {size} values of kind {kind} into another buffer changed them");
                kernels.Sort(values);
                foreach (float[] result in new[] { values, apart })
                {
                    uint[] sorted = [.. Bits(result).Select(OrderedKey)];
                    Assert.True(expected.AsSpan().SequenceEqual(sorted), $"{size} values of kind {kind} differ from place {expected.AsSpan().CommonPrefixLength(sorted)} on");
                }
            }
        }
    }

    /// <summary>Counts of grids in one to three dimensions against counting one by one.</summary>
    public static void HistogramCountsEveryPointOnce(IBufferKernels kernels, params ReadOnlySpan<int> sizes)
    {
        Random random = new(2);
        foreach (int dimensions in new[] { 1, 2, 3 })
        {
            foreach (int count in sizes)
            {
                // The cube has more cells than fit into a small on-chip memory.
                HistogramGrid grid = new(dimensions, dimensions == 3 ? 17 : 30, -3.5, 3.5);
                float[] values = new float[dimensions * count];
                for (int index = 0; index < values.Length; index++)
                    values[index] = Draw(random, index % 50 == 0 ? 3 : 0);
                long[] expected = new long[grid.CellCount + 1];
                for (int sample = 0; sample < count; sample++)
                    expected[Cell(values, count, sample, grid)]++;
                long[] counts = new long[grid.CellCount + 1];
                Array.Fill(counts, 99);
                kernels.Histogram(values, count, grid, counts);
                Assert.Equal(expected, counts);
                Assert.Equal(count, counts.Sum());
            }
        }
    }

    /// <summary>Points on edges of bins.</summary>
    public static void HistogramPutsEdgesIntoTheUpperBinAndTheLastEdgeInside(IBufferKernels kernels)
    {
        // 0 is the edge between bins 14 and 15 of the protocol's grid.
        HistogramGrid grid = new(1, 30, -3.5, 3.5);
        float[] values = [-3.5f, 0f, -0f, 3.5f, 3.5000002f, -3.5000002f, float.NaN, float.PositiveInfinity, 1f];
        long[] counts = new long[31];
        kernels.Histogram(values, values.Length, grid, counts);
        Assert.Equal(1, counts[0]);
        Assert.Equal(2, counts[15]);
        Assert.Equal(1, counts[19]);
        Assert.Equal(1, counts[29]);
        Assert.Equal(4, counts[30]);
    }

    /// <summary>Distances against the reference, among ties, duplicates, and coordinates that are not finite; k up to more than half of the points.</summary>
    /// <param name="kernels">The kernels.</param>
    /// <param name="rows">Dimensions of a point.</param>
    /// <param name="relative">Largest relative difference.</param>
    public static void NeighboursAgreeWithTheReference(IBufferKernels kernels, int rows, double relative)
    {
        Random random = new(3);
        ReferenceBufferKernels reference = new();
        foreach ((int queries, int points, int neighbour) in new[] { (1, 1, 1), (65, 3, 3), (70, 300, 5), (40, 60, 37), (130, 300, 1) })
        {
            float[] query = [.. Enumerable.Range(0, rows * queries).Select(_ => Lattice(random))];
            float[] point = [.. Enumerable.Range(0, rows * points).Select(_ => Lattice(random))];
            Compare(reference, kernels, query, point, rows, neighbour, false, relative);
            if (neighbour < points)
                Compare(reference, kernels, point, point, rows, neighbour, true, relative);
        }
    }

    /// <summary>Three points in a plane.</summary>
    public static void NeighboursOfAKnownPattern(IBufferKernels kernels)
    {
        float[] points = [0, 3, 10, 0, 4, 0];
        float[] distances = new float[3];
        kernels.NearestNeighbours(points, points, 2, 1, true, distances);
        Assert.Equal([5f, 5f, (float)Math.Sqrt(65)], distances);
        kernels.NearestNeighbours(points, points, 2, 1, false, distances);
        Assert.Equal([0f, 0f, 0f], distances);
    }

    /// <summary>Lengths that do not fit to each other.</summary>
    public static void WrongSizesAreRefused(IBufferKernels kernels)
    {
        Assert.Throws<ArgumentException>(() => kernels.Histogram(new float[3], 2, new HistogramGrid(1, 4, 0, 1), new long[5]));
        Assert.Throws<ArgumentException>(() => kernels.Histogram(new float[2], 2, new HistogramGrid(1, 4, 0, 1), new long[4]));
        Assert.Throws<ArgumentException>(() => kernels.NearestNeighbours(new float[3], new float[4], 2, 1, false, new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => kernels.NearestNeighbours(new float[4], new float[4], 2, 2, true, new float[2]));
    }

    /// <summary>A coordinate on a coarse lattice, which makes ties and duplicates common; a few are not finite.</summary>
    public static float Lattice(Random random) => random.Next(400) switch
    {
        0 => float.NaN,
        1 => float.PositiveInfinity,
        _ => random.Next(-5, 6) * 0.5f,
    };

    /// <summary>The bits of floats.</summary>
    public static uint[] Bits(float[] values) => [.. values.Select(BitConverter.SingleToUInt32Bits)];

    private static void Compare(ReferenceBufferKernels reference, IBufferKernels kernels, float[] queries, float[] points, int rows, int neighbour, bool excludeSelf, double relative)
    {
        float[] expected = new float[queries.Length / rows], distances = new float[queries.Length / rows];
        reference.NearestNeighbours(queries, points, rows, neighbour, excludeSelf, expected);
        kernels.NearestNeighbours(queries, points, rows, neighbour, excludeSelf, distances);
        for (int query = 0; query < expected.Length; query++)
            Assert.True(expected[query] == distances[query] || Math.Abs(expected[query] - distances[query]) <= relative * expected[query], $"query {query}, k = {neighbour}: {distances[query]}, not {expected[query]}");
    }

    private static float Draw(Random random, int kind) => kind switch
    {
        0 => (float)(4 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())),
        1 => random.Next(-3, 3),
        2 => random.Next(5) switch { 0 => float.NaN, 1 => -0f, 2 => 0f, 3 => float.NegativeInfinity, _ => float.PositiveInfinity },
        // Their leading 16 bits are the same: a block of more keys than fit the nearest memory.
        4 => 1 + (random.NextSingle() / 128),
        _ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)),
    };

    private static int Cell(float[] values, int count, int sample, HistogramGrid grid)
    {
        int cell = 0;
        for (int axis = 0; axis < grid.Dimensions; axis++)
        {
            double value = values[axis * count + sample];
            if (!(value >= grid.Lower) || !(value <= grid.Upper))
                return grid.CellCount;
            double position = Math.Floor((value - grid.Lower) * grid.BinsPerAxis / (grid.Upper - grid.Lower));
            int bin = (int)Math.Min(position, grid.BinsPerAxis - 1.0);
            cell = cell * grid.BinsPerAxis + bin;
        }

        return cell;
    }

    private static uint OrderedKey(uint bits) => (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
}
