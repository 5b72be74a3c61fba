using System.Diagnostics.CodeAnalysis;

namespace GenGpu.Cpu.Simd;

/// <summary>
/// A group of exactly 16 float lanes, whatever the width of the hardware's registers. Kernels are written once over this
/// interface; every operation is an IEEE single-precision operation with one rounding, or acts on bits, so all
/// implementations give the same bits. Comparisons give lanes of all ones or all zeros.
/// </summary>
/// <typeparam name="TSelf">The implementing struct.</typeparam>
internal unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Lanes in a group.</summary>
    const int Count = 16;

    /// <summary>Registers that one group takes: 1, 2 or 4. Chooses tile sizes, never results.</summary>
    static abstract int RegistersPerGroup { get; }

    static abstract TSelf Zero { get; }
    static abstract TSelf Load(float* source);
    static abstract void Store(float* destination, TSelf value);
    static abstract TSelf Broadcast(float value);
    /// <summary>All lanes the value at an address: a load, where <see cref="Broadcast"/> would take a shuffle.</summary>
    static abstract TSelf BroadcastFrom(float* source);

    static abstract TSelf BroadcastBits(uint bits);

    static abstract TSelf Add(TSelf a, TSelf b);
    static abstract TSelf Subtract(TSelf a, TSelf b);
    static abstract TSelf Multiply(TSelf a, TSelf b);
    static abstract TSelf Divide(TSelf a, TSelf b);
    static abstract TSelf Sqrt(TSelf a);

    /// <summary>a b + c with one rounding.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>c - a b with one rounding.</summary>
    static abstract TSelf FusedNegatedMultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>a &gt; b ? a : b: gives b when either is NaN or both are zero.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>a &lt; b ? a : b: gives b when either is NaN or both are zero.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    static abstract TSelf Floor(TSelf a);

    /// <summary>Nearest integer, ties to even.</summary>
    static abstract TSelf Round(TSelf a);

    /// <summary>a 2^n with one rounding, for 2^-1 &lt;= |a| &lt;= 2 or NaN, and integral |n| &lt;= 250.</summary>
    static abstract TSelf ScaleByPowerOfTwo(TSelf a, TSelf n);

    static abstract TSelf LessThan(TSelf a, TSelf b);
    static abstract TSelf LessThanOrEqual(TSelf a, TSelf b);
    static abstract TSelf EqualTo(TSelf a, TSelf b);

    /// <summary>mask ? whenTrue : whenFalse, the mask being the outcome of a comparison.</summary>
    static abstract TSelf Select(TSelf mask, TSelf whenTrue, TSelf whenFalse);

    /// <summary>a &lt; b ? whenTrue : whenFalse. In one piece, so that where comparisons have registers of their own the outcome stays in one.</summary>
    static virtual TSelf SelectLess(TSelf a, TSelf b, TSelf whenTrue, TSelf whenFalse) => TSelf.Select(TSelf.LessThan(a, b), whenTrue, whenFalse);

    /// <summary>True if any lane has its sign bit set, as a comparison's outcome has where it is true.</summary>
    static abstract bool AnySign(TSelf a);

    static abstract TSelf And(TSelf a, TSelf b);
    static abstract TSelf Or(TSelf a, TSelf b);
    static abstract TSelf Xor(TSelf a, TSelf b);

    /// <summary>not a and b.</summary>
    static abstract TSelf AndNot(TSelf a, TSelf b);

    static abstract TSelf AddIntegers(TSelf a, TSelf b);
    static abstract TSelf SubtractIntegers(TSelf a, TSelf b);
    static abstract TSelf ShiftLeft(TSelf a, [ConstantExpected] byte count);
    static abstract TSelf ShiftRightLogical(TSelf a, [ConstantExpected] byte count);
    static abstract TSelf ShiftRightArithmetic(TSelf a, [ConstantExpected] byte count);

    /// <summary>Signed 32-bit integers to floats, ties to even.</summary>
    static abstract TSelf IntegersToFloats(TSelf a);

    /// <summary>Floats to signed 32-bit integers, towards zero; only for |a| &lt; 2^31.</summary>
    static abstract TSelf FloatsToIntegers(TSelf a);

    /// <summary>Products of the even-numbered 32-bit lanes of a and b: eight 64-bit lanes.</summary>
    static abstract TSelf MultiplyEven(TSelf a, TSelf b);

    /// <summary>Odd 32-bit lanes in the even places; the odd places hold anything. A shuffle where multiplies keep the shifter's port busy.</summary>
    static abstract TSelf OddToEven(TSelf a);

    /// <summary>a xor b xor c.</summary>
    static abstract TSelf Xor3(TSelf a, TSelf b, TSelf c);

    /// <summary>Even 32-bit lanes of a, and even 32-bit lanes of b moved to the odd places.</summary>
    static abstract TSelf MergeEven(TSelf a, TSelf b);

    /// <summary>table[index] for integers 0 to 15; sixteen values are readable.</summary>
    static virtual TSelf Lookup16(float* table, TSelf index) => TSelf.Lookup64(table, index);

    /// <summary>table[index] for integers 0 to 63.</summary>
    static abstract TSelf Lookup64(float* table, TSelf index);

    /// <summary>[a_i + a_(i+8) | b_i + b_(i+8)], i = 0..7. First stage of the canonical sum.</summary>
    static abstract TSelf Fold8(TSelf a, TSelf b);

    /// <summary>Halves of 8 to sums of 4: quarters [a0 + a1, a2 + a3, b0 + b1, b2 + b3]. Second stage.</summary>
    static abstract TSelf Fold4(TSelf a, TSelf b);

    /// <summary>In each quarter: [a0 + a2, a1 + a3, b0 + b2, b1 + b3]. Third stage.</summary>
    static abstract TSelf Fold2(TSelf a, TSelf b);

    /// <summary>In each quarter: [a0 + a1, a2 + a3, b0 + b1, b2 + b3]. Last stage.</summary>
    static abstract TSelf Fold1(TSelf a, TSelf b);

    /// <summary>The canonical sum: lane i + lane (i + 8), then + 4, + 2, + 1.</summary>
    static abstract float Sum(TSelf a);
}
