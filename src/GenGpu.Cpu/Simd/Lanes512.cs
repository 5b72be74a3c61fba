using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GenGpu.Cpu.Simd;

/// <summary>
/// Sixteen lanes in one 512-bit register. Written with Avx512F alone, because Vector512.IsHardwareAccelerated is false on
/// machines where this is nevertheless the fastest.
/// </summary>
internal readonly unsafe struct Lanes512 : ILanes<Lanes512>
{
    private readonly Vector512<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes512(Vector512<float> value) => _value = value;

    /// <summary>The register.</summary>
    public Vector512<float> Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _value;
    }

    private Vector512<int> Int
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _value.AsInt32();
    }

    public static int RegistersPerGroup => 1;

    public static Lanes512 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector512<float>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(float* source) => new(Avx512F.LoadVector512(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Lanes512 value) => Avx512F.Store(destination, value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Broadcast(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 BroadcastFrom(float* source) => new(Vector512.Create(*source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 BroadcastBits(uint bits) => new(Vector512.Create(bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Add(Lanes512 a, Lanes512 b) => new(Avx512F.Add(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Subtract(Lanes512 a, Lanes512 b) => new(Avx512F.Subtract(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Multiply(Lanes512 a, Lanes512 b) => new(Avx512F.Multiply(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Divide(Lanes512 a, Lanes512 b) => new(Avx512F.Divide(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Sqrt(Lanes512 a) => new(Avx512F.Sqrt(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 FusedMultiplyAdd(Lanes512 a, Lanes512 b, Lanes512 c) => new(Avx512F.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 FusedNegatedMultiplyAdd(Lanes512 a, Lanes512 b, Lanes512 c) =>
        new(Avx512F.FusedMultiplyAddNegated(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Max(Lanes512 a, Lanes512 b) => new(Avx512F.Max(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Min(Lanes512 a, Lanes512 b) => new(Avx512F.Min(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Floor(Lanes512 a) => new(Avx512F.RoundScale(a._value, 0x09));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Round(Lanes512 a) => new(Avx512F.RoundScale(a._value, 0x08));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 ScaleByPowerOfTwo(Lanes512 a, Lanes512 n) => new(Avx512F.Scale(a._value, n._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 LessThan(Lanes512 a, Lanes512 b) => new(Avx512F.CompareLessThan(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 LessThanOrEqual(Lanes512 a, Lanes512 b) => new(Avx512F.CompareLessThanOrEqual(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 EqualTo(Lanes512 a, Lanes512 b) => new(Avx512F.CompareEqual(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Select(Lanes512 mask, Lanes512 whenTrue, Lanes512 whenFalse) =>
        new(Avx512F.BlendVariable(whenFalse._value, whenTrue._value, mask._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 SelectLess(Lanes512 a, Lanes512 b, Lanes512 whenTrue, Lanes512 whenFalse) =>
        new(Avx512F.BlendVariable(whenFalse._value, whenTrue._value, Avx512F.CompareLessThan(a._value, b._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnySign(Lanes512 a) => a._value.ExtractMostSignificantBits() != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 And(Lanes512 a, Lanes512 b) => new(Avx512F.And(a.Int, b.Int).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Or(Lanes512 a, Lanes512 b) => new(Avx512F.Or(a.Int, b.Int).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Xor(Lanes512 a, Lanes512 b) => new(Avx512F.Xor(a.Int, b.Int).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 AndNot(Lanes512 a, Lanes512 b) => new(Avx512F.AndNot(a.Int, b.Int).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 AddIntegers(Lanes512 a, Lanes512 b) => new(Avx512F.Add(a.Int, b.Int).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 SubtractIntegers(Lanes512 a, Lanes512 b) => new(Avx512F.Subtract(a.Int, b.Int).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 ShiftLeft(Lanes512 a, [ConstantExpected] byte count) => new(Avx512F.ShiftLeftLogical(a.Int, count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 ShiftRightLogical(Lanes512 a, [ConstantExpected] byte count) => new(Avx512F.ShiftRightLogical(a.Int, count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 ShiftRightArithmetic(Lanes512 a, [ConstantExpected] byte count) => new(Avx512F.ShiftRightArithmetic(a.Int, count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 IntegersToFloats(Lanes512 a) => new(Avx512F.ConvertToVector512Single(a.Int));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 FloatsToIntegers(Lanes512 a) => new(Avx512F.ConvertToVector512Int32WithTruncation(a._value).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyEven(Lanes512 a, Lanes512 b) =>
        new(Avx512F.Multiply(a._value.AsUInt32(), b._value.AsUInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 OddToEven(Lanes512 a) => new(Avx512F.Shuffle(a.Int, 0xF5).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Xor3(Lanes512 a, Lanes512 b, Lanes512 c) => new(Avx512F.TernaryLogic(a.Int, b.Int, c.Int, 0x96).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MergeEven(Lanes512 a, Lanes512 b) =>
        new(Avx512F.PermuteVar16x32x2(a.Int, Vector512.Create(0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30), b.Int).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Lookup16(float* table, Lanes512 index) => new(Avx512F.PermuteVar16x32(Avx512F.LoadVector512(table), index.Int));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Lookup64(float* table, Lanes512 index)
    {
        // The permutes use the lower five bits of the index; the sixth chooses between the halves of the table.
        Vector512<float> low = Avx512F.PermuteVar16x32x2(Avx512F.LoadVector512(table), index.Int, Avx512F.LoadVector512(table + 16));
        Vector512<float> high = Avx512F.PermuteVar16x32x2(Avx512F.LoadVector512(table + 32), index.Int, Avx512F.LoadVector512(table + 48));
        return new(Avx512F.BlendVariable(low, high, Avx512F.CompareGreaterThan(index.Int, Vector512.Create(31)).AsSingle()));
    }

    // Each fold adds what stays in place (a blend, on any port) to what crosses over (a shuffle, on one port).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Fold8(Lanes512 a, Lanes512 b) => new(Avx512F.Add(
        Avx512F.BlendVariable(a._value, b._value, Vector512.Create(0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1).AsSingle()),
        Avx512F.Shuffle4x128(a._value, b._value, 0x4E)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Fold4(Lanes512 a, Lanes512 b) => new(Avx512F.Add(
        Avx512F.Shuffle4x128(a._value, b._value, 0x88),
        Avx512F.Shuffle4x128(a._value, b._value, 0xDD)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Fold2(Lanes512 a, Lanes512 b) => new(Avx512F.Add(
        Avx512F.BlendVariable(a._value, b._value, Vector512.Create(0, 0, -1, -1, 0, 0, -1, -1, 0, 0, -1, -1, 0, 0, -1, -1).AsSingle()),
        Avx512F.Shuffle(a._value, b._value, 0x4E)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Fold1(Lanes512 a, Lanes512 b) => new(Avx512F.Add(
        Avx512F.Shuffle(a._value, b._value, 0x88),
        Avx512F.Shuffle(a._value, b._value, 0xDD)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes512 a) => Lanes256.SumOfEight(Avx.Add(a._value.GetLower(), a._value.GetUpper()));
}
