using GenGpu.Core.Accelerators;
using GenGpu.Cpu.Buffers;
using GenGpu.Reference.Buffers;

namespace GenGpu.Accelerators.Tests.Buffers;

public class BufferKernelsTests
{
    public static TheoryData<string> Kernels => ["reference", "cpu-1", "cpu-2", "cpu-3"];

    [Theory, MemberData(nameof(Kernels))]
    public void SortFollowsTotalOrder(string name) => BufferChecks.SortFollowsTotalOrder(Create(name));

    [Theory, MemberData(nameof(Kernels))]
    public void SortAgreesWithASortOfKeysForEverySize(string name) =>
        BufferChecks.SortAgreesWithASortOfKeys(Create(name), 0, 1, 2, 3, 511, 512, 513, 5000, (1 << 17) - 1, 1 << 17, 200_003);

    [Theory, MemberData(nameof(Kernels))]
    public void SortIntoABufferOfAnotherLengthIsRefused(string name) =>
        Assert.Contains("same length", Assert.Throws<ArgumentException>(() => Create(name).Sort(new float[3], new float[4])).Message);

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
    public void HistogramCountsEveryPointOnce(string name) => BufferChecks.HistogramCountsEveryPointOnce(Create(name), 0, 1, 7, 8, 1025, 70_001);

    [Theory, MemberData(nameof(Kernels))]
    public void HistogramPutsEdgesIntoTheUpperBinAndTheLastEdgeInside(string name) => BufferChecks.HistogramPutsEdgesIntoTheUpperBinAndTheLastEdgeInside(Create(name));

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
            float[] query = [.. Enumerable.Range(0, rows * queries).Select(_ => BufferChecks.Lattice(random))];
            float[] point = [.. Enumerable.Range(0, rows * points).Select(_ => BufferChecks.Lattice(random))];
            float[] expected = new float[queries];
            reference.NearestNeighbours(query, point, rows, neighbour, false, expected);
            foreach (int threads in new[] { 1, 2, 3 })
            {
                float[] distances = new float[queries];
                new CpuBufferKernels(threads).NearestNeighbours(query, point, rows, neighbour, false, distances);
                Assert.Equal(BufferChecks.Bits(expected), BufferChecks.Bits(distances));
            }
            if (neighbour >= points)
                continue;
            float[] expectedSelf = new float[points];
            float[] self = new float[points];
            reference.NearestNeighbours(point, point, rows, neighbour, true, expectedSelf);
            new CpuBufferKernels(2).NearestNeighbours(point, point, rows, neighbour, true, self);
            Assert.Equal(BufferChecks.Bits(expectedSelf), BufferChecks.Bits(self));
        }
    }

    [Theory, MemberData(nameof(Kernels))]
    public void NeighboursOfManyNeighboursAgreeWithTheReference(string name) => BufferChecks.NeighboursAgreeWithTheReference(Create(name), 3, 0);

    [Theory, MemberData(nameof(Kernels))]
    public void NeighboursOfAKnownPattern(string name) => BufferChecks.NeighboursOfAKnownPattern(Create(name));

    [Theory, MemberData(nameof(Kernels))]
    public void WrongSizesAreRefused(string name) => BufferChecks.WrongSizesAreRefused(Create(name));

    private static IBufferKernels Create(string name) => name == "reference"
        ? new ReferenceBufferKernels()
        : new CpuBufferKernels(int.Parse(name.AsSpan(4)));
}
