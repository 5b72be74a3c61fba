using System.Buffers;
using System.Runtime.InteropServices;

namespace GenGpu.Gpu.Runtime;

/// <summary>Merges sorted pieces of a buffer that did not fit into a device's memory at once, in IEEE 754 total order.</summary>
internal static class SortedRuns
{
    /// <summary>Merges neighbouring runs until one is left.</summary>
    /// <param name="values">The values: runs, each sorted.</param>
    /// <param name="ends">Where each run ends, ascending; the last is the number of values.</param>
    public static void Merge(Span<float> values, IReadOnlyList<int> ends)
    {
        if (ends.Count < 2)
            return;
        float[] rented = ArrayPool<float>.Shared.Rent(values.Length);
        try
        {
            Span<float> from = values, to = rented.AsSpan(0, values.Length);
            while (ends.Count > 1)
            {
                var merged = new List<int>();
                for (int run = 0, begin = 0; run < ends.Count; run += 2)
                {
                    int middle = ends[run], end = ends[Math.Min(run + 1, ends.Count - 1)];
                    Merge(Bits(from[begin..middle]), Bits(from[middle..end]), Bits(to[begin..end]));
                    merged.Add(end);
                    begin = end;
                }

                ends = merged;
                Span<float> spare = from;
                from = to;
                to = spare;
            }

            if (!from.Overlaps(values))
                from.CopyTo(values);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    private static Span<int> Bits(Span<float> values) => MemoryMarshal.Cast<float, int>(values);

    private static void Merge(ReadOnlySpan<int> left, ReadOnlySpan<int> right, Span<int> to)
    {
        int l = 0, r = 0;
        for (int i = 0; i < to.Length; i++)
            to[i] = r == right.Length || (l < left.Length && Key(left[l]) <= Key(right[r])) ? left[l++] : right[r++];
    }

    // The bits of a float as an integer of the same order: those of a negative one turned round, but for the sign.
    private static int Key(int bits) => bits ^ ((bits >> 31) & int.MaxValue);
}
