using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GenGpu.Cpu.Buffers;

/// <summary>
/// Least-significant-digit radix sort of single-precision numbers on keys that order like IEEE 754 total order: passes over digits of
/// 11, 11 and 10 bits. Larger buffers are first cut into blocks that fit a cache (<see cref="BlockSort"/>).
/// </summary>
internal static class RadixSort
{
    private const int DigitBits = 11;
    private const int Buckets = 1 << DigitBits;
    private const int Passes = 3;
    private const int SmallCount = 512;

    /// <summary>Sorts from one buffer into another, or in place where both are the same.</summary>
    /// <param name="values">The values.</param>
    /// <param name="sorted">As many, overwritten.</param>
    /// <param name="threads">Threads to use at most.</param>
    public static unsafe void Sort(ReadOnlyMemory<float> values, Memory<float> sorted, int threads)
    {
        int count = values.Length;
        if (count < BlockSort.SmallestCount)
        {
            values.CopyTo(sorted);
            SortInPlace(MemoryMarshal.Cast<float, uint>(sorted.Span));
            return;
        }

        uint[] rented = ArrayPool<uint>.Shared.Rent(count);
        try
        {
            fixed (float* source = values.Span, destination = sorted.Span)
            fixed (uint* scratch = rented)
                BlockSort.Sort((nint)source, (nint)destination, (nint)scratch, count, threads);
        }
        finally
        {
            ArrayPool<uint>.Shared.Return(rented);
        }
    }

    private static unsafe void SortInPlace(Span<uint> keys)
    {
        if (keys.Length < 2)
            return;
        if (keys.Length <= SmallCount)
        {
            ToKeys(keys);
            keys.Sort();
            FromKeys(keys);
            return;
        }

        uint[] rented = ArrayPool<uint>.Shared.Rent(keys.Length);
        try
        {
            fixed (uint* data = keys, scratch = rented)
                SortAlone(data, scratch, keys.Length);
        }
        finally
        {
            ArrayPool<uint>.Shared.Return(rented);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint ToKey(uint bits) => bits ^ ((uint)((int)bits >> 31) | 0x80000000u);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint FromKey(uint key) => key ^ (~(uint)((int)key >> 31) | 0x80000000u);

    private static void ToKeys(Span<uint> keys)
    {
        for (int index = 0; index < keys.Length; index++)
            keys[index] = ToKey(keys[index]);
    }

    private static void FromKeys(Span<uint> keys)
    {
        for (int index = 0; index < keys.Length; index++)
            keys[index] = FromKey(keys[index]);
    }

    private static unsafe void SortAlone(uint* data, uint* scratch, int count)
    {
        int* counts = stackalloc int[Passes * Buckets];
        new Span<int>(counts, Passes * Buckets).Clear();
        CountAll(data, count, counts);
        for (int pass = 0; pass < Passes; pass++)
        {
            int* offsets = counts + (pass * Buckets);
            int sum = 0;
            for (int bucket = 0; bucket < Buckets; bucket++)
                (offsets[bucket], sum) = (sum, sum + offsets[bucket]);
            uint* source = pass % 2 == 0 ? data : scratch;
            uint* destination = pass % 2 == 0 ? scratch : data;
            Scatter(source, destination, count, pass, offsets);
        }
        Unsafe.CopyBlock(data, scratch, (uint)count * sizeof(uint));
    }

    // How often a digit occurs does not depend on the order, so one pass over the floats counts for all passes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void CountAll(uint* source, int count, int* counts)
    {
        for (int index = 0; index < count; index++)
        {
            uint key = ToKey(source[index]);
            counts[key & (Buckets - 1)]++;
            counts[Buckets + (int)((key >> DigitBits) & (Buckets - 1))]++;
            counts[(2 * Buckets) + (int)(key >> (2 * DigitBits))]++;
        }
    }

    private static unsafe void Scatter(uint* source, uint* destination, int count, int pass, int* offsets)
    {
        int shift = pass * DigitBits;
        if (pass == 0)
        {
            for (int index = 0; index < count; index++)
            {
                uint key = ToKey(source[index]);
                destination[offsets[key & (Buckets - 1)]++] = key;
            }
        }
        else if (pass == Passes - 1)
        {
            for (int index = 0; index < count; index++)
            {
                uint key = source[index];
                destination[offsets[key >> shift]++] = FromKey(key);
            }
        }
        else
        {
            for (int index = 0; index < count; index++)
            {
                uint key = source[index];
                destination[offsets[(key >> shift) & (Buckets - 1)]++] = key;
            }
        }
    }
}
