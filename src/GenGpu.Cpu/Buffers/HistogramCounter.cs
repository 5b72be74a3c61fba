using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GenGpu.Core.Accelerators;

namespace GenGpu.Cpu.Buffers;

/// <summary>
/// Counts points per cell. Bins are found eight samples at a time in double precision with the very operations of
/// <see cref="HistogramGrid.BinOf"/>, so that a value on an edge falls on the same side everywhere.
/// </summary>
internal static class HistogramCounter
{
    private const int Block = 1024;
    private const int ParallelCount = 1 << 16;

    /// <summary>Counts.</summary>
    /// <param name="values">[grid.Dimensions, count].</param>
    /// <param name="count">Number of points.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="counts">Overwritten with the counts, the overflow last.</param>
    /// <param name="threads">Threads to use at most.</param>
    public static void Count(ReadOnlyMemory<float> values, int count, HistogramGrid grid, Memory<long> counts, int threads)
    {
        counts.Span.Clear();
        int shares = count < ParallelCount ? 1 : threads;
        if (shares == 1)
        {
            CountShare(values.Span, count, 0, count, grid, counts.Span);
            return;
        }
        long[][] partial = new long[shares][];
        Parallel.For(0, shares, new ParallelOptions { MaxDegreeOfParallelism = threads }, share =>
        {
            partial[share] = new long[counts.Length];
            int start = (int)((long)count * share / shares);
            int end = (int)((long)count * (share + 1) / shares);
            CountShare(values.Span, count, start, end, grid, partial[share]);
        });
        foreach (long[] share in partial)
        {
            for (int cell = 0; cell < share.Length; cell++)
                counts.Span[cell] += share[cell];
        }
    }

    private static void CountShare(ReadOnlySpan<float> values, int count, int start, int end, HistogramGrid grid, Span<long> counts)
    {
        Span<int> cells = stackalloc int[Block];
        int overflow = grid.CellCount;
        for (int first = start; first < end; first += Block)
        {
            int length = Math.Min(Block, end - first);
            Span<int> block = cells[..length];
            block.Clear();
            for (int axis = 0; axis < grid.Dimensions; axis++)
                AddAxis(values.Slice(axis * count + first, length), grid, overflow, block);
            foreach (int cell in block)
                counts[Math.Min(cell, overflow)]++;
        }
    }

    // cell = cell * bins + bin; a point outside keeps a cell index of overflow or more (saturated below the integer range).
    private static void AddAxis(ReadOnlySpan<float> values, HistogramGrid grid, int overflow, Span<int> cells)
    {
        ref float value = ref MemoryMarshal.GetReference(values);
        ref int cell = ref MemoryMarshal.GetReference(cells);
        Vector512<double> lower = Vector512.Create(grid.Lower);
        Vector512<double> upper = Vector512.Create(grid.Upper);
        Vector512<double> bins = Vector512.Create((double)grid.BinsPerAxis);
        Vector512<double> range = Vector512.Create(grid.Upper - grid.Lower);
        Vector512<double> lastBin = Vector512.Create(grid.BinsPerAxis - 1.0);
        Vector512<double> outside = Vector512.Create((double)overflow);
        Vector256<int> none = Vector256.Create(overflow);
        int index = 0;
        for (; index + 8 <= values.Length; index += 8)
        {
            Vector256<float> single = Vector256.LoadUnsafe(ref value, (nuint)index);
            Vector512<double> x = Vector512.Create(Vector256.WidenLower(single), Vector256.WidenUpper(single));
            Vector512<double> position = Vector512.Min(Vector512.Floor((x - lower) * bins / range), lastBin);
            Vector512<double> inside = Vector512.GreaterThanOrEqual(x, lower) & Vector512.LessThanOrEqual(x, upper);
            Vector512<double> chosen = Vector512.ConditionalSelect(inside, position, outside);
            Vector256<int> bin = Narrow(chosen);
            Vector256<int> before = Vector256.LoadUnsafe(ref cell, (nuint)index);
            Vector256<int> next = before * grid.BinsPerAxis + bin;
            Vector256<int> bad = Vector256.GreaterThanOrEqual(before, none) | Vector256.GreaterThanOrEqual(bin, none);
            Vector256.ConditionalSelect(bad, none, next).StoreUnsafe(ref cell, (nuint)index);
        }
        for (; index < values.Length; index++)
        {
            int bin = grid.BinOf(values[index]);
            cells[index] = bin < 0 || cells[index] >= overflow ? overflow : cells[index] * grid.BinsPerAxis + bin;
        }
    }

    // Vector512.ConvertToInt32 from double does not exist; the integer is read from the low bits of the mantissa of 2^52 + n.
    private static Vector256<int> Narrow(Vector512<double> whole)
    {
        Vector512<long> bits = (whole + Vector512.Create(4503599627370496.0)).AsInt64() & Vector512.Create(0x7FFFFFFFL);
        return Vector256.Narrow(bits.GetLower(), bits.GetUpper());
    }
}
