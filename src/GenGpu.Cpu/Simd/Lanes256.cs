using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GenGpu.Cpu.Simd;

/// <summary>Sixteen lanes in two 256-bit registers, lanes 0-7 and 8-15. Needs AVX2 and FMA.</summary>
internal readonly unsafe struct Lanes256 : ILanes<Lanes256>
{
    private readonly Vector256<float> _low;
    private readonly Vector256<float> _high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes256(Vector256<float> low, Vector256<float> high)
    {
        _low = low;
        _high = high;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes256(Vector256<int> low, Vector256<int> high)
    {
        _low = low.AsSingle();
        _high = high.AsSingle();
    }

    public static int RegistersPerGroup => 2;

    public static Lanes256 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector256<float>.Zero, Vector256<float>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(float* source) => new(Avx.LoadVector256(source), Avx.LoadVector256(source + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Lanes256 value)
    {
        Avx.Store(destination, value._low);
        Avx.Store(destination + 8, value._high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Broadcast(float value) => new(Vector256.Create(value), Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 BroadcastFrom(float* source)
    {
        Vector256<float> value = Avx.BroadcastScalarToVector256(source);
        return new(value, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 BroadcastBits(uint bits) => new(Vector256.Create((int)bits), Vector256.Create((int)bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Add(Lanes256 a, Lanes256 b) => new(Avx.Add(a._low, b._low), Avx.Add(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Subtract(Lanes256 a, Lanes256 b) => new(Avx.Subtract(a._low, b._low), Avx.Subtract(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Multiply(Lanes256 a, Lanes256 b) => new(Avx.Multiply(a._low, b._low), Avx.Multiply(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Divide(Lanes256 a, Lanes256 b) => new(Avx.Divide(a._low, b._low), Avx.Divide(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Sqrt(Lanes256 a) => new(Avx.Sqrt(a._low), Avx.Sqrt(a._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 FusedMultiplyAdd(Lanes256 a, Lanes256 b, Lanes256 c) => new(Fma.MultiplyAdd(a._low, b._low, c._low), Fma.MultiplyAdd(a._high, b._high, c._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 FusedNegatedMultiplyAdd(Lanes256 a, Lanes256 b, Lanes256 c) =>
        new(Fma.MultiplyAddNegated(a._low, b._low, c._low), Fma.MultiplyAddNegated(a._high, b._high, c._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Max(Lanes256 a, Lanes256 b) => new(Avx.Max(a._low, b._low), Avx.Max(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Min(Lanes256 a, Lanes256 b) => new(Avx.Min(a._low, b._low), Avx.Min(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Floor(Lanes256 a) => new(Avx.Floor(a._low), Avx.Floor(a._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Round(Lanes256 a) => new(Avx.RoundToNearestInteger(a._low), Avx.RoundToNearestInteger(a._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 ScaleByPowerOfTwo(Lanes256 a, Lanes256 n) => new(Scale(a._low, n._low), Scale(a._high, n._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 LessThan(Lanes256 a, Lanes256 b) => new(Avx.CompareLessThan(a._low, b._low), Avx.CompareLessThan(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 LessThanOrEqual(Lanes256 a, Lanes256 b) => new(Avx.CompareLessThanOrEqual(a._low, b._low), Avx.CompareLessThanOrEqual(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 EqualTo(Lanes256 a, Lanes256 b) => new(Avx.CompareEqual(a._low, b._low), Avx.CompareEqual(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Select(Lanes256 mask, Lanes256 whenTrue, Lanes256 whenFalse) =>
        new(Avx.BlendVariable(whenFalse._low, whenTrue._low, mask._low), Avx.BlendVariable(whenFalse._high, whenTrue._high, mask._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnySign(Lanes256 a) => Avx.MoveMask(Avx.Or(a._low, a._high)) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 And(Lanes256 a, Lanes256 b) => new(Avx.And(a._low, b._low), Avx.And(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Or(Lanes256 a, Lanes256 b) => new(Avx.Or(a._low, b._low), Avx.Or(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Xor(Lanes256 a, Lanes256 b) => new(Avx.Xor(a._low, b._low), Avx.Xor(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 AndNot(Lanes256 a, Lanes256 b) => new(Avx.AndNot(a._low, b._low), Avx.AndNot(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 AddIntegers(Lanes256 a, Lanes256 b) => new(Avx2.Add(a._low.AsInt32(), b._low.AsInt32()), Avx2.Add(a._high.AsInt32(), b._high.AsInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 SubtractIntegers(Lanes256 a, Lanes256 b) => new(Avx2.Subtract(a._low.AsInt32(), b._low.AsInt32()), Avx2.Subtract(a._high.AsInt32(), b._high.AsInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 ShiftLeft(Lanes256 a, [ConstantExpected] byte count) =>
        new(Avx2.ShiftLeftLogical(a._low.AsInt32(), count), Avx2.ShiftLeftLogical(a._high.AsInt32(), count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 ShiftRightLogical(Lanes256 a, [ConstantExpected] byte count) =>
        new(Avx2.ShiftRightLogical(a._low.AsInt32(), count), Avx2.ShiftRightLogical(a._high.AsInt32(), count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 ShiftRightArithmetic(Lanes256 a, [ConstantExpected] byte count) =>
        new(Avx2.ShiftRightArithmetic(a._low.AsInt32(), count), Avx2.ShiftRightArithmetic(a._high.AsInt32(), count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 IntegersToFloats(Lanes256 a) =>
        new(Avx.ConvertToVector256Single(a._low.AsInt32()), Avx.ConvertToVector256Single(a._high.AsInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 FloatsToIntegers(Lanes256 a) =>
        new(Avx.ConvertToVector256Int32WithTruncation(a._low), Avx.ConvertToVector256Int32WithTruncation(a._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyEven(Lanes256 a, Lanes256 b) => new(
        Avx2.Multiply(a._low.AsUInt32(), b._low.AsUInt32()).AsSingle(),
        Avx2.Multiply(a._high.AsUInt32(), b._high.AsUInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 OddToEven(Lanes256 a) =>
        new(Avx2.Shuffle(a._low.AsInt32(), 0xF5), Avx2.Shuffle(a._high.AsInt32(), 0xF5));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Xor3(Lanes256 a, Lanes256 b, Lanes256 c) => Xor(Xor(a, b), c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MergeEven(Lanes256 a, Lanes256 b) => new(Merge(a._low, b._low), Merge(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Lookup64(float* table, Lanes256 index) =>
        new(Avx2.GatherVector256(table, index._low.AsInt32(), 4), Avx2.GatherVector256(table, index._high.AsInt32(), 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Fold8(Lanes256 a, Lanes256 b) => new(Avx.Add(a._low, a._high), Avx.Add(b._low, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Fold4(Lanes256 a, Lanes256 b) => new(AddHalves(a._low, a._high), AddHalves(b._low, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Fold2(Lanes256 a, Lanes256 b) => new(
        Avx.Add(Avx.Shuffle(a._low, b._low, 0x44), Avx.Shuffle(a._low, b._low, 0xEE)),
        Avx.Add(Avx.Shuffle(a._high, b._high, 0x44), Avx.Shuffle(a._high, b._high, 0xEE)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Fold1(Lanes256 a, Lanes256 b) => new(
        Avx.Add(Avx.Shuffle(a._low, b._low, 0x88), Avx.Shuffle(a._low, b._low, 0xDD)),
        Avx.Add(Avx.Shuffle(a._high, b._high, 0x88), Avx.Shuffle(a._high, b._high, 0xDD)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes256 a) => SumOfEight(Avx.Add(a._low, a._high));

    /// <summary>The last three stages of the canonical sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float SumOfEight(Vector256<float> eight)
    {
        Vector128<float> four = Sse.Add(eight.GetLower(), eight.GetUpper());
        Vector128<float> two = Sse.Add(four, Sse.MoveHighToLow(four, four));
        return Sse.AddScalar(two, Sse.Shuffle(two, two, 0x55)).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AddHalves(Vector256<float> a, Vector256<float> b) =>
        Avx.Add(Avx.Permute2x128(a, b, 0x20), Avx.Permute2x128(a, b, 0x31));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Merge(Vector256<float> a, Vector256<float> b) =>
        Avx.Blend(a, Avx2.ShiftLeftLogical(b.AsUInt64(), 32).AsSingle(), 0xAA);

    // Two factors, because 2^n alone may lie outside the normal numbers; only the second product rounds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Scale(Vector256<float> a, Vector256<float> n)
    {
        Vector256<int> whole = Avx.ConvertToVector256Int32WithTruncation(n);
        Vector256<int> half = Avx2.ShiftRightArithmetic(whole, 1);
        Vector256<int> bias = Vector256.Create(127);
        Vector256<float> first = Avx2.ShiftLeftLogical(Avx2.Add(half, bias), 23).AsSingle();
        Vector256<float> second = Avx2.ShiftLeftLogical(Avx2.Add(Avx2.Subtract(whole, half), bias), 23).AsSingle();
        return Avx.Multiply(Avx.Multiply(a, first), second);
    }
}
