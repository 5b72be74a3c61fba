using System.Numerics;
using System.Runtime.CompilerServices;

namespace GenGpu.Cpu.Buffers;

/// <summary>
/// Sort of large buffers. The leading 16 bits of the keys are counted, neighbouring values of them are joined into up to 1,024 blocks of like size, the keys are
/// scattered into their blocks once, and every block is sorted by radix passes that stay in the second-level cache. Only the scatter moves data
/// through memory. All steps run on several threads; keys are totally ordered, so the result does not depend on how many.
/// </summary>
internal static class BlockSort
{
    /// <summary>Below this count three plain radix passes are faster.</summary>
    public const int SmallestCount = 1 << 17;

    private const int LeadingValues = 1 << 16;
    private const int MostBlocks = 1024;
    private const int DigitBits = 11;
    private const int Buckets = 1 << DigitBits;

    // Keys of a block that are sorted through the stack: more than a share of the largest buffers, small against the second-level cache.
    private const int NearCount = 1 << 14;

    /// <summary>Sorts floats.</summary>
    /// <param name="source">The floats.</param>
    /// <param name="destination">Receives them in order; it may be the source.</param>
    /// <param name="scratch">As much memory again.</param>
    /// <param name="count">Their number.</param>
    /// <param name="threads">Threads to use at most.</param>
    public static unsafe void Sort(nint source, nint destination, nint scratch, int count, int threads)
    {
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads };
        int[][] counts = new int[threads][];
        Parallel.For(0, threads, options, thread =>
        {
            counts[thread] = new int[LeadingValues];
            (int start, int end) = Share(count, threads, thread);
            CountLeading((uint*)source + start, end - start, counts[thread]);
        });
        ushort[] blockOf = new ushort[LeadingValues];
        (int[] starts, int[] leading) = Blocks(counts, count, blockOf);
        int[][] offsets = Offsets(counts, blockOf, starts);
        Parallel.For(0, threads, options, thread =>
        {
            (int start, int end) = Share(count, threads, thread);
            Scatter((uint*)source + start, end - start, (uint*)scratch, blockOf, offsets[thread]);
        });
        Parallel.For(0, starts.Length - 1, options, block =>
        {
            int start = starts[block];
            uint smallest = (uint)leading[block] << 16, largest = ((uint)leading[block + 1] << 16) - 1;
            SortBlock((uint*)scratch + start, (uint*)destination + start, starts[block + 1] - start, smallest, largest);
        });
    }

    private static (int Start, int End) Share(int count, int threads, int thread) =>
        ((int)((long)count * thread / threads), (int)((long)count * (thread + 1) / threads));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void CountLeading(uint* values, int count, int[] counts)
    {
        fixed (int* leading = counts)
        {
            for (int index = 0; index < count; index++)
                leading[RadixSort.ToKey(values[index]) >> 16]++;
        }
    }

    // Cuts the leading values where a block has its share; a value that alone holds more than a share makes a larger block. The first place and the first leading value of
    // each block, and one of either behind the last.
    private static (int[] Starts, int[] Leading) Blocks(int[][] counts, int count, ushort[] blockOf)
    {
        List<int> starts = [0], leading = [0];
        int target = count / MostBlocks + 1;
        int inBlock = 0;
        int before = 0;
        for (int value = 0; value < LeadingValues; value++)
        {
            int own = 0;
            foreach (int[] thread in counts)
                own += thread[value];
            if (inBlock > 0 && inBlock + own > target && starts.Count < MostBlocks)
            {
                starts.Add(before);
                leading.Add(value);
                inBlock = 0;
            }
            blockOf[value] = (ushort)(starts.Count - 1);
            inBlock += own;
            before += own;
        }
        starts.Add(count);
        leading.Add(LeadingValues);
        return ([.. starts], [.. leading]);
    }

    private static int[][] Offsets(int[][] counts, ushort[] blockOf, int[] starts)
    {
        int[][] offsets = new int[counts.Length][];
        int[] next = [.. starts];
        for (int thread = 0; thread < counts.Length; thread++)
        {
            offsets[thread] = [.. next];
            for (int value = 0; value < LeadingValues; value++)
                next[blockOf[value]] += counts[thread][value];
        }
        return offsets;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Scatter(uint* source, int count, uint* destination, ushort[] blockOf, int[] offsets)
    {
        fixed (ushort* block = blockOf)
        fixed (int* next = offsets)
        {
            for (int index = 0; index < count; index++)
            {
                uint key = RadixSort.ToKey(source[index]);
                destination[next[block[key >> 16]]++] = key;
            }
        }
    }

    // Keys in `keys`, floats out to `values`. Only the bits in which the block's keys can differ are sorted, most often in two passes, the first of them into memory that stays in the
    // cache; the last one writes floats. The loops are few and long: compiled in full at the first call, since tiers would change only after many calls.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void SortBlock(uint* keys, uint* values, int count, uint smallest, uint largest)
    {
        if (count == 0)
            return;
        if (largest - smallest >= 1u << (2 * DigitBits))
            (smallest, largest) = Range(keys, count);
        int bits = 32 - BitOperations.LeadingZeroCount(largest - smallest);
        int passes = Math.Max(1, (bits + DigitBits - 1) / DigitBits);
        int digit = Math.Max(1, (bits + passes - 1) / passes), buckets = 1 << digit;
        uint mask = (uint)buckets - 1;
        int* counts = stackalloc int[3 * Buckets];
        new Span<int>(counts, passes * buckets).Clear();
        if (passes == 2)
        {
            for (int index = 0; index < count; index++)
            {
                uint key = keys[index] - smallest;
                counts[key & mask]++;
                counts[buckets + (int)(key >> digit)]++;
            }
        }
        else
        {
            for (int index = 0; index < count; index++)
            {
                uint key = keys[index] - smallest;
                for (int pass = 0; pass < passes; pass++)
                    counts[(pass * buckets) + (int)((key >> (pass * digit)) & mask)]++;
            }
        }

        uint* near = stackalloc uint[NearCount];
        uint* source = keys;
        uint* destination = passes == 2 && count <= NearCount ? near : values;
        for (int pass = 0; pass < passes; pass++)
        {
            int shift = digit * pass;
            int* offsets = counts + (pass * buckets);
            int sum = 0;
            for (int bucket = 0; bucket < buckets; bucket++)
            {
                int own = offsets[bucket];
                offsets[bucket] = sum;
                sum += own;
            }

            if (pass == passes - 1)
                ScatterFloats(source, destination, count, smallest, shift, offsets);
            else
                ScatterKeys(source, destination, count, smallest, shift, mask, offsets);
            uint* sorted = destination;
            destination = sorted == near ? values : source;
            source = sorted;
        }

        if (source != values)
            Unsafe.CopyBlock(values, source, (uint)count * sizeof(uint));
    }

    private static unsafe (uint Smallest, uint Largest) Range(uint* keys, int count)
    {
        uint smallest = uint.MaxValue, largest = 0;
        for (int index = 0; index < count; index++)
        {
            smallest = Math.Min(smallest, keys[index]);
            largest = Math.Max(largest, keys[index]);
        }

        return (smallest, largest);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void ScatterKeys(uint* source, uint* destination, int count, uint smallest, int shift, uint mask, int* offsets)
    {
        for (int index = 0; index < count; index++)
        {
            uint key = source[index];
            destination[offsets[((key - smallest) >> shift) & mask]++] = key;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void ScatterFloats(uint* source, uint* destination, int count, uint smallest, int shift, int* offsets)
    {
        for (int index = 0; index < count; index++)
        {
            uint key = source[index];
            destination[offsets[(key - smallest) >> shift]++] = RadixSort.FromKey(key);
        }
    }
}
