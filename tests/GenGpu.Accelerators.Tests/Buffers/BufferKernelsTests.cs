using GenGpu.Core.Accelerators;
using GenGpu.Cpu.Buffers;
using GenGpu.Reference.Buffers;

namespace GenGpu.Accelerators.Tests.Buffers;

public class BufferKernelsTests
{
    public static TheoryData<string> Kernels => ["reference", "cpu-1", "cpu-2", "cpu-3"];

    [Theory, MemberData(nameof(Kernels))]
    public void SortFollowsTotalOrder(string name)
    {
        float negativeNaN = BitConverter.UInt32BitsToSingle(0xFFC00000u);
        float positiveNaN = BitConverter.UInt32BitsToSingle(0x7FC00000u);
        float[] values = [1, positiveNaN, -0f, 0f, float.PositiveInfinity, -1, negativeNaN, float.Epsilon, float.NegativeInfinity, -float.Epsilon, 0f];
        float[] expected = [negativeNaN, float.NegativeInfinity, -1, -float.Epsilon, -0f, 0f, 0f, float.Epsilon, 1, float.PositiveInfinity, positiveNaN];
        Create(name).Sort(values);
        Assert.Equal(Bits(expected), Bits(values));
    }

    [Theory, MemberData(nameof(Kernels))]
    public void SortAgreesWithASortOfKeysForEverySize(string name)
    {
        IBufferKernels kernels = Create(name);
        Random random = new(1);
        int[] sizes = [0, 1, 2, 3, 511, 512, 513, 5000, (1 << 17) - 1, 1 << 17, 200_003];
        foreach (int size in sizes)
        {
            for (int kind = 0; kind < 4; kind++)
            {
                float[] values = new float[size];
                for (int index = 0; index < size; index++)
                    values[index] = Draw(random, kind);
                uint[] expected = [.. Bits(values).Select(OrderedKey).Order()];
                kernels.Sort(values);
                uint[] sorted = [.. Bits(values).Select(OrderedKey)];
                Assert.Equal(expected, sorted);
            }
        }
    }

    [Fact]
    public void SortOfPartOfABufferLeavesTheRestAlone()
    {
        float[] values = [.. Enumerable.Range(0, 300_000).Select(index => (float)-index)];
        new CpuBufferKernels(2).Sort(values.AsMemory(10, 299_980));
        Assert.True(values[..10].SequenceEqual(Enumerable.Range(0, 10).Select(index => (float)-index)));
        Assert.True(values[^10..].SequenceEqual(Enumerable.Range(299_990, 10).Select(index => (float)-index)));
        Assert.Equal(-299_989f, values[10]);
    }

    [Theory, MemberData(nameof(Kernels))]
    public void HistogramCountsEveryPointOnce(string name)
    {
        IBufferKernels kernels = Create(name);
        Random random = new(2);
        foreach (int dimensions in new[] { 1, 2, 3 })
        {
            foreach (int count in new[] { 0, 1, 7, 8, 1025, 70_001 })
            {
                HistogramGrid grid = new(dimensions, dimensions == 3 ? 7 : 30, -3.5, 3.5);
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

    [Theory, MemberData(nameof(Kernels))]
    public void HistogramPutsEdgesIntoTheUpperBinAndTheLastEdgeInside(string name)
    {
        // 0 is the edge between bins 14 and 15 of the protocol's grid.
        HistogramGrid grid = new(1, 30, -3.5, 3.5);
        float[] values = [-3.5f, 0f, -0f, 3.5f, 3.5000002f, -3.5000002f, float.NaN, float.PositiveInfinity, 1f];
        long[] counts = new long[31];
        Create(name).Histogram(values, values.Length, grid, counts);
        Assert.Equal(1, counts[0]);
        Assert.Equal(2, counts[15]);
        Assert.Equal(1, counts[19]);
        Assert.Equal(1, counts[29]);
        Assert.Equal(4, counts[30]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(12)]
    public void NeighboursAgreeWithTheReferenceBitForBit(int rows)
    {
        Random random = new(3);
        ReferenceBufferKernels reference = new();
        foreach ((int queries, int points, int neighbour) in new[] { (1, 1, 1), (65, 3, 3), (70, 700, 5), (130, 1100, 1) })
        {
            // Coordinates on a coarse lattice make ties and duplicates common; a few are not finite.
            float[] query = [.. Enumerable.Range(0, rows * queries).Select(_ => Lattice(random))];
            float[] point = [.. Enumerable.Range(0, rows * points).Select(_ => Lattice(random))];
            float[] expected = new float[queries];
            reference.NearestNeighbours(query, point, rows, neighbour, false, expected);
            foreach (int threads in new[] { 1, 2, 3 })
            {
                float[] distances = new float[queries];
                new CpuBufferKernels(threads).NearestNeighbours(query, point, rows, neighbour, false, distances);
                Assert.Equal(Bits(expected), Bits(distances));
            }
            if (neighbour >= points)
                continue;
            float[] expectedSelf = new float[points];
            float[] self = new float[points];
            reference.NearestNeighbours(point, point, rows, neighbour, true, expectedSelf);
            new CpuBufferKernels(2).NearestNeighbours(point, point, rows, neighbour, true, self);
            Assert.Equal(Bits(expectedSelf), Bits(self));
        }
    }

    [Theory, MemberData(nameof(Kernels))]
    public void NeighboursOfAKnownPattern(string name)
    {
        IBufferKernels kernels = Create(name);
        float[] points = [0, 3, 10, 0, 4, 0];
        float[] distances = new float[3];
        kernels.NearestNeighbours(points, points, 2, 1, true, distances);
        Assert.Equal([5f, 5f, (float)Math.Sqrt(65)], distances);
        kernels.NearestNeighbours(points, points, 2, 1, false, distances);
        Assert.Equal([0f, 0f, 0f], distances);
    }

    [Theory, MemberData(nameof(Kernels))]
    public void WrongSizesAreRefused(string name)
    {
        IBufferKernels kernels = Create(name);
        Assert.Throws<ArgumentException>(() => kernels.Histogram(new float[3], 2, new HistogramGrid(1, 4, 0, 1), new long[5]));
        Assert.Throws<ArgumentException>(() => kernels.Histogram(new float[2], 2, new HistogramGrid(1, 4, 0, 1), new long[4]));
        Assert.Throws<ArgumentException>(() => kernels.NearestNeighbours(new float[3], new float[4], 2, 1, false, new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => kernels.NearestNeighbours(new float[4], new float[4], 2, 2, true, new float[2]));
    }

    private static IBufferKernels Create(string name) => name == "reference"
        ? new ReferenceBufferKernels()
        : new CpuBufferKernels(int.Parse(name.AsSpan(4)));

    private static float Draw(Random random, int kind) => kind switch
    {
        0 => (float)(4 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())),
        1 => random.Next(-3, 3),
        2 => random.Next(5) switch { 0 => float.NaN, 1 => -0f, 2 => 0f, 3 => float.NegativeInfinity, _ => float.PositiveInfinity },
        _ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)),
    };

    private static float Lattice(Random random) => random.Next(400) switch
    {
        0 => float.NaN,
        1 => float.PositiveInfinity,
        _ => random.Next(-5, 6) * 0.5f,
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

    private static uint[] Bits(float[] values) => [.. values.Select(BitConverter.SingleToUInt32Bits)];

    private static uint OrderedKey(uint bits) => (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
}
