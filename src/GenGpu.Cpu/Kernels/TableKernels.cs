using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>Lookups in tables that fit into registers.</summary>
internal static unsafe class TableKernels<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Entries of the largest table.</summary>
    public const int RegisterEntries = 64;

    // Rows of short tables that are looked up together, so that the index is clamped and converted once for all.
    private const int RowsAtOnce = 8;

    /// <summary>destination[row, s] = table[row, index[s]], the index clamped to [0, entries - 1], NaN counting as 0. Whole groups of 16 are written.</summary>
    public static void Lookup(float* destination, int stride, float* table, int tableStride, int rows, int entries, float* index, int samples)
    {
        if (entries > 16)
        {
            LookupLong(destination, stride, table, tableStride, rows, entries, index, samples);
            return;
        }

        for (int row = 0; row < rows; row += RowsAtOnce)
            LookupShort(destination + ((nint)row * stride), stride, table + ((nint)row * tableStride), tableStride, Math.Min(RowsAtOnce, rows - row), entries, index, samples);
    }

    /// <summary>Up to <see cref="RowsAtOnce"/> rows of at most 16 entries.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void LookupShort(float* destination, nint stride, float* table, nint tableStride, int rows, int entries, float* index, int samples)
    {
        // What lies behind the entries of a row is never chosen.
        float* padded = stackalloc float[16 * RowsAtOnce];
        for (int row = 0; row < rows; row++)
        {
            for (int entry = 0; entry < entries; entry++)
                padded[(16 * row) + entry] = table[entry];
            table += tableStride;
        }

        TLanes last = TLanes.Broadcast(entries - 1);
        for (int s = 0; s < samples; s += 16)
        {
            TLanes entry = Entry(TLanes.Load(index + s), last);
            float* to = destination + s;
            float* from = padded;
            for (int row = rows; row > 0; row--)
            {
                TLanes.Store(to, TLanes.Lookup16(from, entry));
                to += stride;
                from += 16;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LookupLong(float* destination, int stride, float* table, int tableStride, int rows, int entries, float* index, int samples)
    {
        float* padded = stackalloc float[RegisterEntries];
        new Span<float>(padded, RegisterEntries).Clear();
        TLanes last = TLanes.Broadcast(entries - 1);
        for (int row = 0; row < rows; row++)
        {
            new ReadOnlySpan<float>(table + ((nint)row * tableStride), entries).CopyTo(new Span<float>(padded, entries));
            float* to = destination + ((nint)row * stride);
            for (int s = 0; s < samples; s += 16)
                TLanes.Store(to + s, TLanes.Lookup64(padded, Entry(TLanes.Load(index + s), last)));
        }
    }

    /// <summary>The larger of index and 0 is 0 for NaN; the smaller of that and the last entry is a whole number in range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Entry(TLanes index, TLanes last) => TLanes.FloatsToIntegers(TLanes.Min(TLanes.Max(index, TLanes.Zero), last));
}
