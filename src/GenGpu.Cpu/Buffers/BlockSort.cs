using System.Runtime.CompilerServices;

namespace GenGpu.Cpu.Buffers;

/// <summary>
/// Sort of large buffers. The leading 16 bits of the keys are counted, neighbouring values of them are joined into up to 256 blocks of like size, the keys are
/// scattered into their blocks once, and every block is sorted by radix passes that stay in the second-level cache. Only the scatter moves data
/// through memory. All steps run on several threads; keys are totally ordered, so the result does not depend on how many.
/// </summary>
internal static class BlockSort
{
    /// <summary>Below this count three plain radix passes are faster.</summary>
    public const int SmallestCount = 1 << 17;

    private const int LeadingValues = 1 << 16;
    private const int MostBlocks = 256;
    private const int Buckets = 1 << 11;

    /// <summary>Sorts floats in place.</summary>
    /// <param name="data">The floats.</param>
    /// <param name="scratch">As much memory again.</param>
    /// <param name="count">Their number.</param>
    /// <param name="threads">Threads to use at most.</param>
    public static unsafe void Sort(nint data, nint scratch, int count, int threads)
    {
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads };
        int[][] counts = new int[threads][];
        Parallel.For(0, threads, options, thread =>
        {
            counts[thread] = new int[LeadingValues];
            (int start, int end) = Share(count, threads, thread);
            CountLeading((uint*)data + start, end - start, counts[thread]);
        });
        byte[] blockOf = new byte[LeadingValues];
        int[] starts = Blocks(counts, count, blockOf);
        int[][] offsets = Offsets(counts, blockOf, starts);
        Parallel.For(0, threads, options, thread =>
        {
            (int start, int end) = Share(count, threads, thread);
            Scatter((uint*)data + start, end - start, (uint*)scratch, blockOf, offsets[thread]);
        });
        Parallel.For(0, starts.Length - 1, options, block =>
            SortBlock((uint*)scratch + starts[block], (uint*)data + starts[block], starts[block + 1] - starts[block]));
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

    // Cuts the leading values where a block has its share; a value that alone holds more than a share makes a larger block.
    private static int[] Blocks(int[][] counts, int count, byte[] blockOf)
    {
        List<int> starts = [0];
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
                inBlock = 0;
            }
            blockOf[value] = (byte)(starts.Count - 1);
            inBlock += own;
            before += own;
        }
        starts.Add(count);
        return [.. starts];
    }

    private static int[][] Offsets(int[][] counts, byte[] blockOf, int[] starts)
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
    private static unsafe void Scatter(uint* source, int count, uint* destination, byte[] blockOf, int[] offsets)
    {
        fixed (byte* block = blockOf)
        fixed (int* next = offsets)
        {
            for (int index = 0; index < count; index++)
            {
                uint key = RadixSort.ToKey(source[index]);
                destination[next[block[key >> 16]]++] = key;
            }
        }
    }

    // Keys in `keys`, floats out to `values`; passes over digits that all keys share are left out. The loops are few and long: compiled in full at
    // the first call, since tiers would change only after many calls.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void SortBlock(uint* keys, uint* values, int count)
    {
        if (count == 0)
            return;
        int* counts = stackalloc int[3 * Buckets];
        new Span<int>(counts, 3 * Buckets).Clear();
        for (int index = 0; index < count; index++)
        {
            uint key = keys[index];
            counts[key & (Buckets - 1)]++;
            counts[Buckets + (int)((key >> 11) & (Buckets - 1))]++;
            counts[2 * Buckets + (int)(key >> 22)]++;
        }
        uint* source = keys;
        uint* destination = values;
        for (int pass = 0; pass < 3; pass++)
        {
            int shift = 11 * pass;
            int* offsets = counts + pass * Buckets;
            if (offsets[(source[0] >> shift) & (Buckets - 1)] == count)
                continue;
            int sum = 0;
            for (int bucket = 0; bucket < Buckets; bucket++)
            {
                int own = offsets[bucket];
                offsets[bucket] = sum;
                sum += own;
            }
            for (int index = 0; index < count; index++)
            {
                uint key = source[index];
                destination[offsets[(key >> shift) & (Buckets - 1)]++] = key;
            }
            uint* sorted = destination;
            destination = source;
            source = sorted;
        }
        for (int index = 0; index < count; index++)
            values[index] = RadixSort.FromKey(source[index]);
    }
}
