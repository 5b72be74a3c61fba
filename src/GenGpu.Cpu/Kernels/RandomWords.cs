using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GenGpu.Core.Random;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary>
/// Philox4x32-10 in lanes. A group holds eight counters, one in the lower half of each 64-bit lane; the widening multiply
/// ignores upper halves, so a product serves as its own lower word and no masking is needed. Groups come in pairs (even and
/// odd blocks) that are merged once, after the last round; two pairs in flight hide the latency of the multiplies.
/// </summary>
internal static unsafe class RandomWords<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Samples covered by one set of sixteen blocks.</summary>
    public const int UnitSamples = 64;

    private static readonly uint* LaneNumbers = CreateLaneNumbers();

    /// <summary>
    /// Words of a [rows, samples] block, whole groups of 16 samples: the last group of a row is filled up.
    /// <paramref name="destination"/> has the row stride <paramref name="stride"/>, a multiple of 16.
    /// </summary>
    /// <param name="destination">Receives the words.</param>
    /// <param name="stride">Floats from row to row.</param>
    /// <param name="firstRow">Number of the first row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="samples">Samples per row.</param>
    /// <param name="firstSample">Global number of the first sample, a multiple of 64.</param>
    /// <param name="stream">The stream.</param>
    [SkipLocalsInit]
    public static void Fill(uint* destination, int stride, int firstRow, int rows, int samples, int firstSample, in RandomStream stream)
    {
        uint* keys = stackalloc uint[2 * Philox.Rounds];
        (uint key0, uint key1) = (stream.KeyLow, stream.KeyHigh);
        for (int round = 0; round < Philox.Rounds; round++)
        {
            (keys[2 * round], keys[2 * round + 1]) = (key0, key1);
            key0 += Philox.Weyl0;
            key1 += Philox.Weyl1;
        }

        // Two units side by side in a row are a pair: pairs one below the other in one call, or pairs of one row.
        int pairs = samples / (2 * UnitSamples);
        uint aside = RandomStream.ElementBlock(0, UnitSamples), below = RandomStream.ElementBlock(1, 0);
        if (pairs < rows)
        {
            for (int pair = 0; pair < pairs; pair++)
                TwoUnits(Pair(0, 2 * pair, aside, below, UnitSamples, stride), rows, stream, keys);
        }
        else
        {
            for (int row = 0; row < rows; row++)
                TwoUnits(Pair(row, 0, aside, 2 * aside, UnitSamples, 2 * UnitSamples), pairs, stream, keys);
        }

        // What is left of each row: a whole unit, and then a part of one.
        uint* spill = stackalloc uint[2 * UnitSamples];
        for (int unit = 2 * pairs; unit * UnitSamples < samples; unit++)
        {
            int groups = Math.Min(4, (samples + 15) / 16 - 4 * unit), row = 0;
            if (groups == 4 && rows > 1)
            {
                TwoUnits(Pair(0, unit, below, 2 * below, stride, 2 * stride), rows / 2, stream, keys);
                row = rows & ~1;
            }
            for (; row < rows; row += 2)
            {
                int next = Math.Min(row + 1, rows - 1);
                UnitRun run = Pair(row, unit, (uint)(next - row) * below, 0, 0, 0);
                run.Target = spill;
                run.TargetApart = UnitSamples;
                TwoUnits(run, 1, stream, keys);
                Copy(spill, destination + (nint)row * stride + unit * UnitSamples, groups);
                Copy(spill + UnitSamples, destination + (nint)next * stride + unit * UnitSamples, groups);
            }
        }

        UnitRun Pair(int row, int unit, uint apart, uint blockStep, nint targetApart, nint targetStep) => new()
        {
            Block = RandomStream.ElementBlock(firstRow + row, firstSample + unit * UnitSamples),
            Apart = apart,
            BlockStep = blockStep,
            Target = destination + (nint)row * stride + unit * UnitSamples,
            TargetApart = targetApart,
            TargetStep = targetStep,
        };
    }

    private static uint* CreateLaneNumbers()
    {
        uint* numbers = (uint*)NativeMemory.AlignedAlloc(16 * sizeof(uint), 64);
        for (uint i = 0; i < 16; i++)
            numbers[i] = i;
        return numbers;
    }

    /// <summary>Pairs of sets of sixteen blocks, 64 words each, one pair after the other.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void TwoUnits(in UnitRun run, int count, in RandomStream stream, uint* keys)
    {
        (uint c1, uint c2, uint c3) = (stream.SiteWord, stream.Step, stream.Iteration);
        TLanes multiplier0 = TLanes.BroadcastBits(Philox.Multiplier0);
        TLanes multiplier1 = TLanes.BroadcastBits(Philox.Multiplier1);
        // Even 32-bit lanes count the even blocks; shifted down by 32 bits within 64, the odd ones.
        TLanes even = TLanes.Load((float*)LaneNumbers);
        TLanes odd = TLanes.OddToEven(even);

        // Rounds 1 and 2 are partly the same for all lanes: c1, c2, c3 are shared, and so are the first round's second product
        // and the second round's first product.
        ulong shared1 = (ulong)Philox.Multiplier1 * c2;
        uint shared0 = (uint)(shared1 >> 32) ^ c1 ^ keys[0];
        ulong sharedSecond = (ulong)Philox.Multiplier0 * shared0;
        TLanes key1 = TLanes.BroadcastBits(c3 ^ keys[1]);
        TLanes mix0 = TLanes.BroadcastBits((uint)shared1 ^ keys[2]);
        TLanes mix2 = TLanes.BroadcastBits((uint)(sharedSecond >> 32) ^ keys[3]);
        TLanes c3All = TLanes.BroadcastBits((uint)sharedSecond);

        uint block = run.Block;
        uint* target = run.Target;
        for (; count > 0; count--)
        {
            TLanes blocksA = TLanes.BroadcastBits(block);
            TLanes blocksB = TLanes.BroadcastBits(block + run.Apart);
            TLanes a = TLanes.MultiplyEven(TLanes.Or(blocksA, even), multiplier0);
            TLanes b = TLanes.MultiplyEven(TLanes.Or(blocksA, odd), multiplier0);
            TLanes c = TLanes.MultiplyEven(TLanes.Or(blocksB, even), multiplier0);
            TLanes d = TLanes.MultiplyEven(TLanes.Or(blocksB, odd), multiplier0);

            // After round 1: word 2 = hi ^ c3 ^ key, word 3 = the product's lower half. Round 2 multiplies word 2.
            TLanes pa = TLanes.MultiplyEven(TLanes.Xor(TLanes.OddToEven(a), key1), multiplier1);
            TLanes pb = TLanes.MultiplyEven(TLanes.Xor(TLanes.OddToEven(b), key1), multiplier1);
            TLanes pc = TLanes.MultiplyEven(TLanes.Xor(TLanes.OddToEven(c), key1), multiplier1);
            TLanes pd = TLanes.MultiplyEven(TLanes.Xor(TLanes.OddToEven(d), key1), multiplier1);

            TLanes a0 = TLanes.Xor(TLanes.OddToEven(pa), mix0), a1 = pa, a2 = TLanes.Xor(a, mix2), a3 = c3All;
            TLanes b0 = TLanes.Xor(TLanes.OddToEven(pb), mix0), b1 = pb, b2 = TLanes.Xor(b, mix2), b3 = c3All;
            TLanes e0 = TLanes.Xor(TLanes.OddToEven(pc), mix0), e1 = pc, e2 = TLanes.Xor(c, mix2), e3 = c3All;
            TLanes f0 = TLanes.Xor(TLanes.OddToEven(pd), mix0), f1 = pd, f2 = TLanes.Xor(d, mix2), f3 = c3All;

            // Two rounds at a time: the products of one are the words of the next, and need not be moved.
            for (int round = 2; round < Philox.Rounds; round += 2)
            {
                TLanes k0 = TLanes.BroadcastBits(keys[2 * round]);
                TLanes k1 = TLanes.BroadcastBits(keys[2 * round + 1]);
                a = TLanes.MultiplyEven(a0, multiplier0);
                b = TLanes.MultiplyEven(b0, multiplier0);
                c = TLanes.MultiplyEven(e0, multiplier0);
                d = TLanes.MultiplyEven(f0, multiplier0);
                pa = TLanes.MultiplyEven(a2, multiplier1);
                pb = TLanes.MultiplyEven(b2, multiplier1);
                pc = TLanes.MultiplyEven(e2, multiplier1);
                pd = TLanes.MultiplyEven(f2, multiplier1);
                a0 = TLanes.Xor3(TLanes.OddToEven(pa), a1, k0);
                b0 = TLanes.Xor3(TLanes.OddToEven(pb), b1, k0);
                e0 = TLanes.Xor3(TLanes.OddToEven(pc), e1, k0);
                f0 = TLanes.Xor3(TLanes.OddToEven(pd), f1, k0);
                a2 = TLanes.Xor3(TLanes.OddToEven(a), a3, k1);
                b2 = TLanes.Xor3(TLanes.OddToEven(b), b3, k1);
                e2 = TLanes.Xor3(TLanes.OddToEven(c), e3, k1);
                f2 = TLanes.Xor3(TLanes.OddToEven(d), f3, k1);
                k0 = TLanes.BroadcastBits(keys[2 * round + 2]);
                k1 = TLanes.BroadcastBits(keys[2 * round + 3]);
                a3 = TLanes.MultiplyEven(a0, multiplier0);
                b3 = TLanes.MultiplyEven(b0, multiplier0);
                e3 = TLanes.MultiplyEven(e0, multiplier0);
                f3 = TLanes.MultiplyEven(f0, multiplier0);
                a1 = TLanes.MultiplyEven(a2, multiplier1);
                b1 = TLanes.MultiplyEven(b2, multiplier1);
                e1 = TLanes.MultiplyEven(e2, multiplier1);
                f1 = TLanes.MultiplyEven(f2, multiplier1);
                a0 = TLanes.Xor3(TLanes.OddToEven(a1), pa, k0);
                b0 = TLanes.Xor3(TLanes.OddToEven(b1), pb, k0);
                e0 = TLanes.Xor3(TLanes.OddToEven(e1), pc, k0);
                f0 = TLanes.Xor3(TLanes.OddToEven(f1), pd, k0);
                a2 = TLanes.Xor3(TLanes.OddToEven(a3), a, k1);
                b2 = TLanes.Xor3(TLanes.OddToEven(b3), b, k1);
                e2 = TLanes.Xor3(TLanes.OddToEven(e3), c, k1);
                f2 = TLanes.Xor3(TLanes.OddToEven(f3), d, k1);
            }

            TLanes.Store((float*)target, TLanes.MergeEven(a0, b0));
            TLanes.Store((float*)target + 16, TLanes.MergeEven(a1, b1));
            TLanes.Store((float*)target + 32, TLanes.MergeEven(a2, b2));
            TLanes.Store((float*)target + 48, TLanes.MergeEven(a3, b3));
            TLanes.Store((float*)(target + run.TargetApart), TLanes.MergeEven(e0, f0));
            TLanes.Store((float*)(target + run.TargetApart) + 16, TLanes.MergeEven(e1, f1));
            TLanes.Store((float*)(target + run.TargetApart) + 32, TLanes.MergeEven(e2, f2));
            TLanes.Store((float*)(target + run.TargetApart) + 48, TLanes.MergeEven(e3, f3));
            block += run.BlockStep;
            target += run.TargetStep;
        }
    }

    private static void Copy(uint* source, uint* destination, int groups)
    {
        for (int group = 0; group < groups; group++)
            TLanes.Store((float*)destination + 16 * group, TLanes.Load((float*)source + 16 * group));
    }
}
