using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace GenGpu.Cpu.Simd;

/// <summary>Operations on four lanes that .NET does not offer for every processor under one name, or not with one meaning.</summary>
internal static unsafe class Portable128
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Max(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.Max(a, b) : Vector128.ConditionalSelect(Vector128.GreaterThan(a, b), a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Min(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.Min(a, b) : Vector128.ConditionalSelect(Vector128.LessThan(a, b), a, b);

    // Two factors, because 2^n alone may lie outside the normal numbers; only the second product rounds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Scale(Vector128<float> a, Vector128<float> n)
    {
        Vector128<int> whole = Vector128.ConvertToInt32(n);
        Vector128<int> half = whole >> 1;
        Vector128<int> bias = Vector128.Create(127);
        return a * ((half + bias) << 23).AsSingle() * ((whole - half + bias) << 23).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyEven(Vector128<float> a, Vector128<float> b)
    {
        if (Sse2.IsSupported)
            return Sse2.Multiply(a.AsUInt32(), b.AsUInt32()).AsSingle();
        if (AdvSimd.IsSupported)
        {
            return AdvSimd.MultiplyWideningLower(
                AdvSimd.ExtractNarrowingLower(a.AsUInt64()),
                AdvSimd.ExtractNarrowingLower(b.AsUInt64())).AsSingle();
        }
        return Vector128.Create(
            (ulong)a.AsUInt32()[0] * b.AsUInt32()[0],
            (ulong)a.AsUInt32()[2] * b.AsUInt32()[2]).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> OddToEven(Vector128<float> a) =>
        Sse2.IsSupported ? Sse2.Shuffle(a.AsInt32(), 0xF5).AsSingle() : (a.AsUInt64() >>> 32).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MergeEven(Vector128<float> a, Vector128<float> b) =>
        ((a.AsUInt64() & Vector128.Create(0xFFFFFFFFul)) | (b.AsUInt64() << 32)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Lookup(float* table, Vector128<float> index)
    {
        Vector128<int> at = index.AsInt32();
        return Vector128.Create(table[at[0]], table[at[1]], table[at[2]], table[at[3]]);
    }

    /// <summary>[a0 + a2, a1 + a3, b0 + b2, b1 + b3].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Fold2(Vector128<float> a, Vector128<float> b) =>
        Vector128.Create(a.GetLower(), b.GetLower()) + Vector128.Create(a.GetUpper(), b.GetUpper());

    /// <summary>[a0 + a1, a2 + a3, b0 + b1, b2 + b3].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Fold1(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported)
            return Sse.Shuffle(a, b, 0x88) + Sse.Shuffle(a, b, 0xDD);
        if (AdvSimd.Arm64.IsSupported)
            return AdvSimd.Arm64.UnzipEven(a, b) + AdvSimd.Arm64.UnzipOdd(a, b);
        return Vector128.Create(a[0], a[2], b[0], b[2]) + Vector128.Create(a[1], a[3], b[1], b[3]);
    }
}
