using System.Runtime.CompilerServices;
using static GenGpu.Cpu.Simd.MathCoefficients;

namespace GenGpu.Cpu.Simd;

/// <summary>Powers in lanes: |a|^b = exp(b log |a|) with the logarithm held in two floats.</summary>
internal static unsafe class LanePower<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>
    /// a^b with IEEE 754's special cases: a^0 = 1^b = 1, a negative base takes integral exponents only (else NaN) and keeps its sign
    /// when they are odd. Error below 12 units in the last place.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Power(TLanes a, TLanes b)
    {
        TLanes one = TLanes.Broadcast(1f);
        TLanes magnitude = LaneMath<TLanes>.Abs(a);
        (TLanes high, TLanes low) = LogInTwoParts(magnitude);
        TLanes product = TLanes.Multiply(b, high);
        TLanes rest = TLanes.FusedMultiplyAdd(b, high, LaneMath<TLanes>.Negate(product));
        rest = TLanes.FusedMultiplyAdd(b, low, rest);
        TLanes value = LaneMath<TLanes>.Exp(product);
        TLanes isOrdinary = TLanes.And(
            TLanes.LessThan(LaneMath<TLanes>.Abs(product), TLanes.Broadcast(110f)),
            TLanes.LessThan(value, TLanes.Broadcast(float.PositiveInfinity)));
        value = TLanes.Select(isOrdinary, TLanes.FusedMultiplyAdd(value, rest, value), value);
        value = TLanes.Select(TLanes.EqualTo(magnitude, one), one, value);

        TLanes isInteger = TLanes.EqualTo(TLanes.Floor(b), b);
        TLanes halved = TLanes.Multiply(b, TLanes.Broadcast(0.5f));
        TLanes isOdd = TLanes.AndNot(TLanes.EqualTo(TLanes.Floor(halved), halved), isInteger);
        TLanes sign = TLanes.And(TLanes.And(a, TLanes.BroadcastBits(0x80000000)), isOdd);
        value = TLanes.Xor(value, sign);
        TLanes isFiniteNegative = TLanes.And(TLanes.LessThan(a, TLanes.Zero), TLanes.LessThan(TLanes.Broadcast(float.NegativeInfinity), a));
        TLanes isBad = TLanes.AndNot(isInteger, isFiniteNegative);
        value = TLanes.Select(isBad, TLanes.Broadcast(float.NaN), value);
        TLanes isOne = TLanes.Or(TLanes.EqualTo(b, TLanes.Zero), TLanes.EqualTo(a, one));
        return TLanes.Select(isOne, one, value);
    }

    /// <summary>
    /// log x as the sum of two floats, the first being the rounded sum: f, -f^2 / 2 and e ln 2 are added with what each addition
    /// rounds away. At 0, infinity and NaN the first holds the logarithm and the second is not a number to use.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TLanes High, TLanes Low) LogInTwoParts(TLanes x)
    {
        (TLanes f, TLanes e) = LaneMath<TLanes>.LogDecompose(x);
        TLanes minusHalf = TLanes.Broadcast(-0.5f);
        TLanes square = TLanes.Multiply(f, f);
        TLanes squareLost = TLanes.FusedMultiplyAdd(f, f, LaneMath<TLanes>.Negate(square));
        TLanes exponentPart = TLanes.Multiply(e, TLanes.Broadcast(Ln2High));
        TLanes sum1 = TLanes.Add(exponentPart, f);
        TLanes lost1 = TLanes.Subtract(f, TLanes.Subtract(sum1, exponentPart));
        TLanes quadratic = TLanes.Multiply(minusHalf, square);
        TLanes sum2 = TLanes.Add(sum1, quadratic);
        TLanes lost2 = TLanes.Subtract(quadratic, TLanes.Subtract(sum2, sum1));
        TLanes cubic = TLanes.Multiply(TLanes.Multiply(f, square), LaneMath<TLanes>.LogCubic(f));
        TLanes low = TLanes.FusedMultiplyAdd(minusHalf, squareLost, TLanes.Add(lost1, lost2));
        low = TLanes.FusedMultiplyAdd(e, TLanes.Broadcast(Ln2Low), low);
        low = TLanes.Add(low, cubic);
        TLanes high = TLanes.Add(sum2, low);
        low = TLanes.Subtract(low, TLanes.Subtract(high, sum2));
        return (LaneMath<TLanes>.LogEdges(x, x, high), low);
    }
}
