using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GenGpu.Core.Random;
using GenGpu.Cpu.Simd;

namespace GenGpu.Cpu.Kernels;

/// <summary><see cref="RandomDraws.NormalWord"/> in lanes.</summary>
internal readonly unsafe struct NormalTransform<TLanes> : IWordTransform
    where TLanes : struct, ILanes<TLanes>
{
    private static readonly float* Table = AlignedCopy();

    /// <inheritdoc/>
    public static void Apply(float* words, int count)
    {
        if (typeof(TLanes) == typeof(Lanes512))
        {
            Apply512(words, count, Table);
            return;
        }
        ApplyAll(words, count, Table);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void ApplyAll(float* words, int count, float* table)
    {
        for (int i = 0; i < count; i += 16)
            TLanes.Store(words + i, Transform(TLanes.Load(words + i), table));
    }

    /// <summary>One group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Transform(TLanes word, float* table)
    {
        TLanes whole = TLanes.IntegersToFloats(TLanes.And(word, TLanes.BroadcastBits(0x7FFFFFFFu)));
        TLanes q = TLanes.FusedMultiplyAdd(whole, TLanes.Broadcast(RandomDraws.NormalScale), TLanes.Broadcast(RandomDraws.NormalOffset));
        TLanes segment = TLanes.And(TLanes.ShiftRightLogical(q, 22), TLanes.BroadcastBits(NormalTable.SegmentCount - 1));
        TLanes fraction = TLanes.Or(TLanes.And(q, TLanes.BroadcastBits(0x3FFFFFu)), TLanes.BroadcastBits(0x3F800000u));
        TLanes t = TLanes.Subtract(fraction, TLanes.Broadcast(1.25f));
        TLanes value = TLanes.Lookup64(table + NormalTable.Degree * NormalTable.SegmentCount, segment);
        for (int degree = NormalTable.Degree - 1; degree >= 0; degree--)
            value = TLanes.FusedMultiplyAdd(value, t, TLanes.Lookup64(table + degree * NormalTable.SegmentCount, segment));
        return TLanes.Xor(value, TLanes.And(word, TLanes.BroadcastBits(0x80000000u)));
    }

    // The upper half of the table (q >= 2^-15, all but one in 32768) stays in twelve registers and is read by two-register
    // permutes, which use the lower five bits of the segment; a group with a lane in the tail goes the general way.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Apply512(float* words, int count, float* table)
    {
        Vector512<float> l0 = Avx512F.LoadVector512(table + 32), h0 = Avx512F.LoadVector512(table + 48);
        Vector512<float> l1 = Avx512F.LoadVector512(table + 96), h1 = Avx512F.LoadVector512(table + 112);
        Vector512<float> l2 = Avx512F.LoadVector512(table + 160), h2 = Avx512F.LoadVector512(table + 176);
        Vector512<float> l3 = Avx512F.LoadVector512(table + 224), h3 = Avx512F.LoadVector512(table + 240);
        Vector512<float> l4 = Avx512F.LoadVector512(table + 288), h4 = Avx512F.LoadVector512(table + 304);
        Vector512<float> l5 = Avx512F.LoadVector512(table + 352), h5 = Avx512F.LoadVector512(table + 368);
        Vector512<float> scale = Vector512.Create(RandomDraws.NormalScale), offset = Vector512.Create(RandomDraws.NormalOffset);
        Vector512<int> magnitude = Vector512.Create(0x7FFFFFFF), fractionMask = Vector512.Create(0x3FFFFF), one = Vector512.Create(0x3F800000);
        Vector512<float> centre = Vector512.Create(1.25f), tail = Vector512.Create(1f / 32768);

        for (int i = 0; i < count; i += 16)
        {
            Vector512<int> word = Avx512F.LoadVector512((int*)words + i);
            Vector512<float> q = Avx512F.FusedMultiplyAdd(Avx512F.ConvertToVector512Single(Avx512F.And(word, magnitude)), scale, offset);
            if (Avx512F.CompareLessThan(q, tail).ExtractMostSignificantBits() != 0)
            {
                TLanes.Store(words + i, Transform(TLanes.Load(words + i), table));
                continue;
            }
            Vector512<int> segment = Avx512F.ShiftRightLogical(q.AsInt32(), 22);
            // (q and mask) or one.
            Vector512<float> t = Avx512F.Subtract(Avx512F.TernaryLogic(q.AsInt32(), fractionMask, one, 0xEA).AsSingle(), centre);
            Vector512<float> value = Avx512F.PermuteVar16x32x2(l5, segment, h5);
            value = Avx512F.FusedMultiplyAdd(value, t, Avx512F.PermuteVar16x32x2(l4, segment, h4));
            value = Avx512F.FusedMultiplyAdd(value, t, Avx512F.PermuteVar16x32x2(l3, segment, h3));
            value = Avx512F.FusedMultiplyAdd(value, t, Avx512F.PermuteVar16x32x2(l2, segment, h2));
            value = Avx512F.FusedMultiplyAdd(value, t, Avx512F.PermuteVar16x32x2(l1, segment, h1));
            value = Avx512F.FusedMultiplyAdd(value, t, Avx512F.PermuteVar16x32x2(l0, segment, h0));
            // The sign bit of the word: value xor (word and not magnitude).
            Avx512F.Store(words + i, Avx512F.TernaryLogic(value.AsInt32(), word, magnitude, 0xB4).AsSingle());
        }
    }

    private static float* AlignedCopy()
    {
        ReadOnlySpan<float> coefficients = NormalTable.Coefficients;
        float* copy = (float*)NativeMemory.AlignedAlloc((nuint)coefficients.Length * sizeof(float), 64);
        coefficients.CopyTo(new Span<float>(copy, coefficients.Length));
        return copy;
    }
}
