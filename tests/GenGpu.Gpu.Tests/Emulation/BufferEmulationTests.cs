using GenGpu.Core.Accelerators;
using GenGpu.Gpu.Codegen;
using GenGpu.Reference;

namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>The kernels over whole buffers, executed on the CPU and held against the reference.</summary>
public unsafe class BufferEmulationTests
{
    private const int Groups = 3;
    private static readonly KernelTarget Target = new(KernelDialect.Cuda, BufferKernel.Lanes, 1, 48 * 1024);
    private static readonly IBufferKernels Reference = ReferenceAccelerator.CreateFloat().Buffers;

    [Theory]
    [InlineData(1)]
    [InlineData(777)]
    [InlineData(5000)]
    public void SortsInTotalOrder(int count)
    {
        float[] values = Values(count);
        if (count > 5)
            (values[0], values[1], values[2], values[3], values[4]) = (float.NaN, float.NegativeInfinity, -0f, 0f, float.PositiveInfinity);
        float[] expected = [.. values];
        Reference.Sort(expected);

        int padded = 1;
        while (padded < count)
            padded *= 2;
        using var kernels = Compile(BufferKernel.Sort(Target), "gg_sort_begin", "gg_sort_block", "gg_sort_stage", "gg_sort_end");
        using var keys = new GuardedBlock(padded);
        using var buffer = new GuardedBlock(count);
        values.CopyTo(buffer.Span);
        kernels.Run(0, new ArgumentList().Add(keys).Add(buffer).Add((uint)count).Add((uint)padded), Groups, 1, BufferKernel.Lanes, 0, 1);
        foreach ((int firstRun, int lastRun, int distance) in BufferKernel.SortStages(padded))
        {
            ArgumentList arguments = new ArgumentList().Add(keys).Add((uint)padded).Add((uint)firstRun).Add((uint)(distance == 0 ? lastRun : distance));
            kernels.Run(distance == 0 ? 1 : 2, arguments, Groups, 1, BufferKernel.Lanes, distance == 0 ? BufferKernel.SortSharedBytes : 0, 2);
        }

        kernels.Run(3, new ArgumentList().Add(buffer).Add(keys).Add((uint)count), Groups, 1, BufferKernel.Lanes, 0, 3);
        buffer.Check("values");
        keys.Check("keys");
        Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), buffer.Span.ToArray().Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void CountsAsTheReference()
    {
        const int Count = 3000;
        var grid = new HistogramGrid(2, 7, -1.5, 2);
        float[] values = Values(2 * Count);
        (values[0], values[1], values[2]) = (float.NaN, 2f, -1.5f);
        long[] expected = new long[grid.CellCount + 1];
        Reference.Histogram(values, Count, grid, expected);

        using var kernels = Compile(BufferKernel.Histogram(Target), "gg_histogram");
        using var counts = new GuardedBlock(grid.CellCount + 1);
        using var buffer = new GuardedBlock(values.Length);
        values.CopyTo(buffer.Span);
        kernels.Run(
            0,
            new ArgumentList().Add(counts).Add(buffer).Add(Count).Add((uint)grid.Dimensions).Add((uint)grid.BinsPerAxis).Add(grid.Lower).Add(grid.Upper).Add((uint)grid.CellCount),
            Groups, 1, BufferKernel.Lanes, 0, 1);
        counts.Check("counts");
        Assert.Equal(expected, counts.Span.ToArray().Select(c => (long)BitConverter.SingleToUInt32Bits(c)));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public void FindsTheNeighboursThatTheReferenceFinds(int neighbour, bool excludeSelf)
    {
        const int Rows = 3, Queries = 200, Points = 200;
        float[] points = Values(Rows * Points), queries = excludeSelf ? points : [.. Values(Rows * Queries).Reverse()];
        float[] expected = new float[Queries];
        Reference.NearestNeighbours(queries, points, Rows, neighbour, excludeSelf, expected);

        using var kernels = Compile(BufferKernel.NearestNeighbours(Target, neighbour), "gg_nearest_neighbours");
        using GuardedBlock distances = new(Queries), q = new(queries.Length), p = new(points.Length);
        queries.CopyTo(q.Span);
        points.CopyTo(p.Span);
        kernels.Run(
            0, new ArgumentList().Add(distances).Add(q).Add(p).Add(Queries).Add(Points).Add(Rows).Add(excludeSelf ? 1u : 0u), Groups, 1, BufferKernel.Lanes, 0, 1);
        distances.Check("distances");
        Assert.Equal(expected, distances.Span.ToArray());
    }

    private static CompiledKernels Compile(string source, params string[] entryPoints) => new(source, "", entryPoints, asThreads: false);

    private static float[] Values(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 4) - 2))];
    }
}
