using System.Runtime.CompilerServices;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>Lookups in tables that fit into registers.</summary>
internal static unsafe class TableKernels<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Entries of the largest table.</summary>
    public const int RegisterEntries = 64;

    /// <summary>destination[row, s] = table[row, index[s]], the index clamped to [0, entries - 1], NaN counting as 0. Whole groups of 16 are written.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Lookup(float* destination, int stride, float* table, int tableStride, int rows, int entries, float* index, int samples)
    {
        float* padded = stackalloc float[RegisterEntries];
        new Span<float>(padded, RegisterEntries).Clear();
        TLanes last = TLanes.Broadcast(entries - 1);
        for (int row = 0; row < rows; row++)
        {
            new ReadOnlySpan<float>(table + ((nint)row * tableStride), entries).CopyTo(new Span<float>(padded, entries));
            float* to = destination + ((nint)row * stride);
            for (int s = 0; s < samples; s += 16)
            {
                // The larger of index and 0 is 0 for NaN; the smaller of that and the last entry is a whole number in range.
                TLanes clamped = TLanes.Min(TLanes.Max(TLanes.Load(index + s), TLanes.Zero), last);
                TLanes.Store(to + s, TLanes.Lookup64(padded, TLanes.FloatsToIntegers(clamped)));
            }
        }
    }
}
