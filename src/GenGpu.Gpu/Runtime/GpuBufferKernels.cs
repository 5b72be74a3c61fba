using System.Globalization;
using GenGpu.Core;
using GenGpu.Core.Accelerators;
using GenGpu.Gpu.Codegen;

namespace GenGpu.Gpu.Runtime;

/// <summary>
/// Sort, histogram and nearest neighbours on the first device of an accelerator. Results are those of the host: the order and the counts exactly, distances from squares summed
/// in double precision. What does not fit into the device's memory at once goes in pieces. Safe to call from several threads: calls and launches take turns.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="running">Held while the device is used.</param>
/// <param name="mostValues">Most values of a piece.</param>
internal sealed class GpuBufferKernels(DeviceRuntime device, Lock running, int mostValues = GpuBufferKernels.MostValues) : IBufferKernels, IDisposable
{
    /// <summary>Indices of kernels are 32-bit integers.</summary>
    public const int MostValues = 1 << 30;

    // Below this the trouble is not the size of the pieces.
    private const int SmallestPiece = 1 << 10;

    // Differences of coordinates in one launch: about a tenth of a second where double precision is slow, so that a display does not freeze.
    private const long MostDifferences = 1L << 34;
    private readonly BufferRunner runner = new(device);

    /// <inheritdoc/>
    public LaunchClock KernelClock => runner.Clock;

    /// <inheritdoc/>
    public void Sort(Memory<float> values)
    {
        if (values.Length < 2)
            return;
        lock (running)
        {
            int piece = mostValues;
            var ends = new List<int>();
            for (int begin = 0; begin < values.Length; begin += piece)
            {
                piece = InPieces("Sorting", values.Length - begin, piece, 2, length => SortPiece(values.Span.Slice(begin, length)));
                ends.Add(begin + piece);
            }

            SortedRuns.Merge(values.Span, ends);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A buffer has the wrong length.</exception>
    public void Histogram(ReadOnlyMemory<float> values, int count, HistogramGrid grid, Memory<long> counts)
    {
        BufferCheck.Histogram(values, count, grid, counts);
        counts.Span.Clear();
        lock (running)
        {
            int piece = mostValues;
            for (int begin = 0; begin < count; begin += piece)
                piece = InPieces("A histogram", count - begin, piece, grid.Dimensions, length => CountPiece(values.Span, count, begin, length, grid, counts.Span));
        }
    }

    /// <inheritdoc/>
    /// <remarks>Every point is looked at; a distance that is not a number counts as infinite.</remarks>
    /// <exception cref="ArgumentException">A buffer has the wrong length, or there are fewer points than <paramref name="neighbour"/>.</exception>
    public void NearestNeighbours(ReadOnlyMemory<float> queries, ReadOnlyMemory<float> points, int rows, int neighbour, bool excludeSelf, Memory<float> distances)
    {
        (int queryCount, int pointCount) = BufferCheck.NearestNeighbours(queries, points, rows, neighbour, excludeSelf, distances);
        lock (running)
        {
            int piece = (int)Math.Min(mostValues, Math.Max(SmallestPiece, MostDifferences / ((long)rows * pointCount)));
            for (int begin = 0; begin < queryCount; begin += piece)
            {
                piece = InPieces("A search for neighbours", queryCount - begin, piece, rows, length =>
                    SearchPiece(queries.Span, queryCount, begin, points.Span, rows, neighbour, excludeSelf, distances.Span.Slice(begin, length)));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => runner.Dispose();

    // Does the first piece, with smaller and smaller pieces until one fits; returns the size that did.
    private int InPieces(string what, int left, int piece, int valuesPerElement, Action<int> work)
    {
        piece = (int)Math.Clamp(runner.Facts.LargestAllocation / sizeof(float) / valuesPerElement / 2, 1, Math.Min(left, piece));
        while (true)
        {
            try
            {
                work(piece);
                return piece;
            }
            catch (OutOfDeviceMemoryException e)
            {
                if (piece <= SmallestPiece)
                {
                    throw new UserErrorException(string.Create(CultureInfo.InvariantCulture,
                        $"{what} on {runner.Facts.Name} ({runner.Facts.Hardware}) finds too little free memory even for {piece} values at a time ({e.Bytes / 1048576.0:0.##} MiB were asked for). Close what else uses the device's memory, or use --accelerator cpu."), 1, e);
                }

                piece /= 2;
            }
            finally
            {
                runner.ReturnAll();
            }
        }
    }

    private void SortPiece(Span<float> values)
    {
        int count = values.Length, lanes = runner.Lanes, tile = BufferKernel.SortTile(lanes), tiles = (count - 1) / tile + 1, groups = runner.Groups(tiles);
        IReadOnlyList<IDeviceKernel> kernels = runner.Kernels(BufferKernel.SortSharedBytes(lanes), BufferKernel.SortEntryPoints, () => BufferKernel.Sort(runner.Target));
        DeviceBuffer from = runner.Rent(count), to = runner.Rent(count), counts = runner.Rent((long)BufferKernel.SortDigits * tiles), totals = runner.Rent(BufferKernel.SortDigits);
        runner.Write<float>(from, values);
        runner.Run(stream =>
        {
            const int Bits = 8 * sizeof(float);
            for (int shift = 0; shift < Bits; shift += BufferKernel.SortDigitBits)
            {
                int isFirst = shift == 0 ? 1 : 0, isLast = shift + BufferKernel.SortDigitBits == Bits ? 1 : 0;
                stream.Enqueue(kernels[0], groups, [counts, from, count, tiles, shift, isFirst]);
                stream.Enqueue(kernels[1], runner.Groups(BufferKernel.SortDigits), [counts, totals, tiles]);
                stream.Enqueue(kernels[2], groups, [to, from, counts, totals, count, tiles, shift, isFirst, isLast]);
                (from, to) = (to, from);
            }
        });
        runner.Read(from, values);
    }

    private void CountPiece(ReadOnlySpan<float> values, int count, int begin, int length, HistogramGrid grid, Span<long> counts)
    {
        IDeviceKernel kernel = runner.Kernels(BufferKernel.HistogramSharedBytes, ["gg_histogram"], () => BufferKernel.Histogram(runner.Target))[0];
        DeviceBuffer points = runner.Rent((long)grid.Dimensions * length), cells = runner.Rent(counts.Length);
        for (int axis = 0; axis < grid.Dimensions; axis++)
            runner.Write(points, values.Slice(axis * count + begin, length), (long)axis * length);
        runner.Clear(cells, counts.Length);
        int groups = runner.Groups((length - 1) / (4L * runner.Lanes) + 1);
        runner.Run(stream => stream.Enqueue(kernel, groups, [cells, points, length, grid.Dimensions, grid.BinsPerAxis, grid.Lower, grid.Upper, grid.CellCount]));
        uint[] counted = new uint[counts.Length];
        runner.Read<uint>(cells, counted);
        for (int cell = 0; cell < counted.Length; cell++)
            counts[cell] += counted[cell];
    }

    private void SearchPiece(ReadOnlySpan<float> queries, int queryCount, int begin, ReadOnlySpan<float> points, int rows, int neighbour, bool excludeSelf, Span<float> distances)
    {
        int length = distances.Length, kept = BufferKernel.Kept(neighbour);
        IDeviceKernel kernel = runner.Kernels(0, ["gg_nearest_neighbours"], () => BufferKernel.NearestNeighbours(runner.Target, rows, kept), rows, kept)[0];
        int pointCount = points.Length / rows;
        DeviceBuffer result = runner.Rent(length), all = runner.Rent(points.Length), own = runner.Rent((long)rows * length);
        runner.Write(all, points);
        for (int row = 0; row < rows; row++)
            runner.Write(own, queries.Slice(row * queryCount + begin, length), (long)row * length);
        int groups = runner.Groups((length - 1) / runner.Lanes + 1);
        runner.Run(stream => stream.Enqueue(kernel, groups, [result, own, all, length, pointCount, begin, neighbour, excludeSelf ? 1 : 0]));
        runner.Read(result, distances);
    }
}
