using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GenGpu.Cpu.Simd;

/// <summary>Sixteen lanes in four 128-bit registers: SSE, NEON, and (slowly) anything that .NET runs on.</summary>
internal readonly unsafe struct Lanes128 : ILanes<Lanes128>
{
    private readonly Vector128<float> _q0;
    private readonly Vector128<float> _q1;
    private readonly Vector128<float> _q2;
    private readonly Vector128<float> _q3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes128(Vector128<float> q0, Vector128<float> q1, Vector128<float> q2, Vector128<float> q3)
    {
        _q0 = q0;
        _q1 = q1;
        _q2 = q2;
        _q3 = q3;
    }

    public static int RegistersPerGroup => 4;

    public static Lanes128 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Broadcast(0f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(float* source) =>
        new(Vector128.Load(source), Vector128.Load(source + 4), Vector128.Load(source + 8), Vector128.Load(source + 12));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Lanes128 value)
    {
        value._q0.Store(destination);
        value._q1.Store(destination + 4);
        value._q2.Store(destination + 8);
        value._q3.Store(destination + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Broadcast(float value) => new(Vector128.Create(value), Vector128.Create(value), Vector128.Create(value), Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 BroadcastFrom(float* source) => Broadcast(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 BroadcastBits(uint bits) => Broadcast(BitConverter.UInt32BitsToSingle(bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Add(Lanes128 a, Lanes128 b) => new(a._q0 + b._q0, a._q1 + b._q1, a._q2 + b._q2, a._q3 + b._q3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Subtract(Lanes128 a, Lanes128 b) => new(a._q0 - b._q0, a._q1 - b._q1, a._q2 - b._q2, a._q3 - b._q3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Multiply(Lanes128 a, Lanes128 b) => new(a._q0 * b._q0, a._q1 * b._q1, a._q2 * b._q2, a._q3 * b._q3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Divide(Lanes128 a, Lanes128 b) => new(a._q0 / b._q0, a._q1 / b._q1, a._q2 / b._q2, a._q3 / b._q3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Sqrt(Lanes128 a) => new(
        Vector128.Sqrt(a._q0),
        Vector128.Sqrt(a._q1),
        Vector128.Sqrt(a._q2),
        Vector128.Sqrt(a._q3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 FusedMultiplyAdd(Lanes128 a, Lanes128 b, Lanes128 c) => new(
        Vector128.FusedMultiplyAdd(a._q0, b._q0, c._q0),
        Vector128.FusedMultiplyAdd(a._q1, b._q1, c._q1),
        Vector128.FusedMultiplyAdd(a._q2, b._q2, c._q2),
        Vector128.FusedMultiplyAdd(a._q3, b._q3, c._q3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 FusedNegatedMultiplyAdd(Lanes128 a, Lanes128 b, Lanes128 c) => new(
        Vector128.FusedMultiplyAdd(-a._q0, b._q0, c._q0),
        Vector128.FusedMultiplyAdd(-a._q1, b._q1, c._q1),
        Vector128.FusedMultiplyAdd(-a._q2, b._q2, c._q2),
        Vector128.FusedMultiplyAdd(-a._q3, b._q3, c._q3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Max(Lanes128 a, Lanes128 b) => new(
        Portable128.Max(a._q0, b._q0),
        Portable128.Max(a._q1, b._q1),
        Portable128.Max(a._q2, b._q2),
        Portable128.Max(a._q3, b._q3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Min(Lanes128 a, Lanes128 b) => new(
        Portable128.Min(a._q0, b._q0),
        Portable128.Min(a._q1, b._q1),
        Portable128.Min(a._q2, b._q2),
        Portable128.Min(a._q3, b._q3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Floor(Lanes128 a) => new(
        Vector128.Floor(a._q0),
        Vector128.Floor(a._q1),
        Vector128.Floor(a._q2),
        Vector128.Floor(a._q3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Round(Lanes128 a) => new(
        Vector128.Round(a._q0),
        Vector128.Round(a._q1),
        Vector128.Round(a._q2),
        Vector128.Round(a._q3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ScaleByPowerOfTwo(Lanes128 a, Lanes128 n) => new(
        Portable128.Scale(a._q0, n._q0),
        Portable128.Scale(a._q1, n._q1),
        Portable128.Scale(a._q2, n._q2),
        Portable128.Scale(a._q3, n._q3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 LessThan(Lanes128 a, Lanes128 b) => new(
        Vector128.LessThan(a._q0, b._q0),
        Vector128.LessThan(a._q1, b._q1),
        Vector128.LessThan(a._q2, b._q2),
        Vector128.LessThan(a._q3, b._q3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 LessThanOrEqual(Lanes128 a, Lanes128 b) => new(
        Vector128.LessThanOrEqual(a._q0, b._q0),
        Vector128.LessThanOrEqual(a._q1, b._q1),
        Vector128.LessThanOrEqual(a._q2, b._q2),
        Vector128.LessThanOrEqual(a._q3, b._q3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 EqualTo(Lanes128 a, Lanes128 b) => new(
        Vector128.Equals(a._q0, b._q0),
        Vector128.Equals(a._q1, b._q1),
        Vector128.Equals(a._q2, b._q2),
        Vector128.Equals(a._q3, b._q3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Select(Lanes128 mask, Lanes128 whenTrue, Lanes128 whenFalse) => new(
        Vector128.ConditionalSelect(mask._q0, whenTrue._q0, whenFalse._q0),
        Vector128.ConditionalSelect(mask._q1, whenTrue._q1, whenFalse._q1),
        Vector128.ConditionalSelect(mask._q2, whenTrue._q2, whenFalse._q2),
        Vector128.ConditionalSelect(mask._q3, whenTrue._q3, whenFalse._q3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnySign(Lanes128 a) =>
        ((a._q0 | a._q1) | (a._q2 | a._q3)).ExtractMostSignificantBits() != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 And(Lanes128 a, Lanes128 b) => new(a._q0 & b._q0, a._q1 & b._q1, a._q2 & b._q2, a._q3 & b._q3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Or(Lanes128 a, Lanes128 b) => new(a._q0 | b._q0, a._q1 | b._q1, a._q2 | b._q2, a._q3 | b._q3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Xor(Lanes128 a, Lanes128 b) => new(a._q0 ^ b._q0, a._q1 ^ b._q1, a._q2 ^ b._q2, a._q3 ^ b._q3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 AndNot(Lanes128 a, Lanes128 b) => new(~a._q0 & b._q0, ~a._q1 & b._q1, ~a._q2 & b._q2, ~a._q3 & b._q3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 AddIntegers(Lanes128 a, Lanes128 b) => new(
        (a._q0.AsInt32() + b._q0.AsInt32()).AsSingle(),
        (a._q1.AsInt32() + b._q1.AsInt32()).AsSingle(),
        (a._q2.AsInt32() + b._q2.AsInt32()).AsSingle(),
        (a._q3.AsInt32() + b._q3.AsInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 SubtractIntegers(Lanes128 a, Lanes128 b) => new(
        (a._q0.AsInt32() - b._q0.AsInt32()).AsSingle(),
        (a._q1.AsInt32() - b._q1.AsInt32()).AsSingle(),
        (a._q2.AsInt32() - b._q2.AsInt32()).AsSingle(),
        (a._q3.AsInt32() - b._q3.AsInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ShiftLeft(Lanes128 a, [ConstantExpected] byte count) => new(
        (a._q0.AsInt32() << count).AsSingle(),
        (a._q1.AsInt32() << count).AsSingle(),
        (a._q2.AsInt32() << count).AsSingle(),
        (a._q3.AsInt32() << count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ShiftRightLogical(Lanes128 a, [ConstantExpected] byte count) => new(
        (a._q0.AsInt32() >>> count).AsSingle(),
        (a._q1.AsInt32() >>> count).AsSingle(),
        (a._q2.AsInt32() >>> count).AsSingle(),
        (a._q3.AsInt32() >>> count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ShiftRightArithmetic(Lanes128 a, [ConstantExpected] byte count) => new(
        (a._q0.AsInt32() >> count).AsSingle(),
        (a._q1.AsInt32() >> count).AsSingle(),
        (a._q2.AsInt32() >> count).AsSingle(),
        (a._q3.AsInt32() >> count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 IntegersToFloats(Lanes128 a) => new(
        Vector128.ConvertToSingle(a._q0.AsInt32()),
        Vector128.ConvertToSingle(a._q1.AsInt32()),
        Vector128.ConvertToSingle(a._q2.AsInt32()),
        Vector128.ConvertToSingle(a._q3.AsInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 FloatsToIntegers(Lanes128 a) => new(
        Vector128.ConvertToInt32(a._q0).AsSingle(),
        Vector128.ConvertToInt32(a._q1).AsSingle(),
        Vector128.ConvertToInt32(a._q2).AsSingle(),
        Vector128.ConvertToInt32(a._q3).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyEven(Lanes128 a, Lanes128 b) => new(
        Portable128.MultiplyEven(a._q0, b._q0),
        Portable128.MultiplyEven(a._q1, b._q1),
        Portable128.MultiplyEven(a._q2, b._q2),
        Portable128.MultiplyEven(a._q3, b._q3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 OddToEven(Lanes128 a) => new(
        Portable128.OddToEven(a._q0),
        Portable128.OddToEven(a._q1),
        Portable128.OddToEven(a._q2),
        Portable128.OddToEven(a._q3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Xor3(Lanes128 a, Lanes128 b, Lanes128 c) => Xor(Xor(a, b), c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MergeEven(Lanes128 a, Lanes128 b) => new(
        Portable128.MergeEven(a._q0, b._q0),
        Portable128.MergeEven(a._q1, b._q1),
        Portable128.MergeEven(a._q2, b._q2),
        Portable128.MergeEven(a._q3, b._q3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Lookup64(float* table, Lanes128 index) => new(
        Portable128.Lookup(table, index._q0),
        Portable128.Lookup(table, index._q1),
        Portable128.Lookup(table, index._q2),
        Portable128.Lookup(table, index._q3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Fold8(Lanes128 a, Lanes128 b) => new(a._q0 + a._q2, a._q1 + a._q3, b._q0 + b._q2, b._q1 + b._q3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Fold4(Lanes128 a, Lanes128 b) => new(a._q0 + a._q1, a._q2 + a._q3, b._q0 + b._q1, b._q2 + b._q3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Fold2(Lanes128 a, Lanes128 b) => new(
        Portable128.Fold2(a._q0, b._q0),
        Portable128.Fold2(a._q1, b._q1),
        Portable128.Fold2(a._q2, b._q2),
        Portable128.Fold2(a._q3, b._q3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Fold1(Lanes128 a, Lanes128 b) => new(
        Portable128.Fold1(a._q0, b._q0),
        Portable128.Fold1(a._q1, b._q1),
        Portable128.Fold1(a._q2, b._q2),
        Portable128.Fold1(a._q3, b._q3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes128 a)
    {
        Vector128<float> four = (a._q0 + a._q2) + (a._q1 + a._q3);
        return (four[0] + four[2]) + (four[1] + four[3]);
    }
}
