using System.Diagnostics;
using GenGpu.Core.Accelerators;
using GenGpu.Models.Metrics;

namespace GenGpu.Benchmarks;

/// <summary>Times the kernels over whole buffers of an accelerator on normal values: sort, the protocol's histogram of 30 x 30 bins, the W1 distance of two sets, and the nearest neighbours.</summary>
public sealed class BufferBenchmark
{
    // The search looks at all pairs on a device.
    private const int MostNeighbours = 10_000;
    private const int Neighbour = 5;
    private static readonly HistogramGrid Grid = new(2, 30, -3.5, 3.5);

    private readonly IBufferKernels kernels;
    private readonly float[] values, copy;
    private readonly long[] counts = new long[Grid.CellCount + 1];
    private readonly int count;

    /// <summary>Draws the values.</summary>
    /// <param name="kernels">The kernels.</param>
    /// <param name="count">Values to sort, points to count: at least 1.</param>
    public BufferBenchmark(IBufferKernels kernels, int count)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        this.kernels = kernels;
        this.count = count;
        var random = new Random(1);
        values = new float[2 * count];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        copy = new float[count];
    }

    /// <summary>Times everything: a round to warm up, then rounds of which the median counts.</summary>
    /// <param name="rounds">Rounds, at least 1.</param>
    public IReadOnlyList<BufferFigure> Measure(int rounds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        int few = Math.Min(count, MostNeighbours), neighbour = Math.Min(Neighbour, few);
        float[] points = values[..(2 * few)], distances = new float[few];
        ReadOnlyMemory<float> left = values.AsMemory(0, count), right = values.AsMemory(count);
        return
        [
            Time("sort", count, 8.0 * count, rounds, () => left.CopyTo(copy), () => kernels.Sort(copy)),
            Time("histogram", count, 8.0 * count, rounds, () => { }, () => kernels.Histogram(values, count, Grid, counts)),
            Time("w1", count, 8.0 * count, rounds, () => { }, () => Wasserstein.Distance(left, right, kernels)),
            Time("neighbours", few, 20.0 * few, rounds, () => { }, () => kernels.NearestNeighbours(points, points, 2, neighbour, false, distances)),
        ];
    }

    private BufferFigure Time(string name, int elements, double bytes, int rounds, Action prepare, Action run)
    {
        double[] wall = new double[rounds], alone = new double[rounds];
        for (int round = -1; round < rounds; round++)
        {
            prepare();
            double before = kernels.KernelClock?.Seconds ?? 0;
            long begin = Stopwatch.GetTimestamp();
            run();
            if (round < 0)
                continue;
            wall[round] = 1e3 * Stopwatch.GetElapsedTime(begin).TotalSeconds;
            alone[round] = 1e3 * ((kernels.KernelClock?.Seconds ?? 0) - before);
        }

        return new BufferFigure(name, elements, Median(wall), kernels.KernelClock is null ? null : Median(alone), bytes);
    }

    private static double Median(double[] times)
    {
        Array.Sort(times);
        return 0.5 * (times[(times.Length - 1) / 2] + times[times.Length / 2]);
    }
}
