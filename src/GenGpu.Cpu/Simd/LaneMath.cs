using System.Runtime.CompilerServices;
using static GenGpu.Cpu.Simd.MathCoefficients;

namespace GenGpu.Cpu.Simd;

/// <summary>
/// Elementary functions in lanes, from the coefficients of <see cref="MathCoefficients"/>. Infinities, NaN, subnormal numbers and
/// overflow are as in IEEE 754; the largest errors, in units in the last place, are held by a test.
/// </summary>
internal static unsafe class LaneMath<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Abs(TLanes x) => TLanes.And(x, TLanes.BroadcastBits(0x7FFFFFFF));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Negate(TLanes x) => TLanes.Xor(x, TLanes.BroadcastBits(0x80000000));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes IsNaN(TLanes x) => TLanes.Xor(TLanes.EqualTo(x, x), TLanes.BroadcastBits(~0u));

    /// <summary>exp x, error below 1.2 units. n = round(x / ln 2), r = x - n ln 2, 2^n (1 + (r + r^2 p(r))).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Exp(TLanes x) => ExpOfClamped(TLanes.Min(TLanes.Broadcast(90f), TLanes.Max(TLanes.Broadcast(-105f), x)));

    /// <summary><see cref="Exp"/> of what is negative, zero or NaN: one clamp less, the same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes ExpOfNegative(TLanes x) => ExpOfClamped(TLanes.Max(TLanes.Broadcast(-105f), x));

    // The order of the operands of a clamp lets NaN through.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes ExpOfClamped(TLanes x)
    {
        TLanes n = TLanes.Round(TLanes.Multiply(x, TLanes.Broadcast(Log2E)));
        return TLanes.ScaleByPowerOfTwo(TLanes.Add(Expm1Reduced(ExpRemainder(x, n)), TLanes.Broadcast(1f)), n);
    }

    /// <summary>exp(x) - 1, error below 2.5 units: 2 (2^(n-1) (exp r - 1) + (2^(n-1) - 1/2)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Expm1(TLanes x)
    {
        TLanes clamped = TLanes.Min(TLanes.Broadcast(89f), TLanes.Max(TLanes.Broadcast(-20f), x));
        TLanes n = TLanes.Round(TLanes.Multiply(clamped, TLanes.Broadcast(Log2E)));
        TLanes p = Expm1Reduced(ExpRemainder(clamped, n));
        TLanes half = TLanes.Broadcast(0.5f);
        TLanes scale = TLanes.ScaleByPowerOfTwo(half, n);
        TLanes result = TLanes.FusedMultiplyAdd(scale, p, TLanes.Subtract(scale, half));
        return TLanes.Add(result, result);
    }

    /// <summary>Natural logarithm, error below 1.2 units. x = 2^e (1 + f) with -1/3 &lt;= f &lt; 1/3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Log(TLanes x)
    {
        // Sign bits tell the rare lanes apart: negative, below the normal numbers, infinite or NaN.
        TLanes smallest = TLanes.BroadcastBits(0x00800000);
        TLanes isRare = TLanes.Or(TLanes.Or(x, TLanes.SubtractIntegers(x, smallest)), TLanes.AddIntegers(x, smallest));
        if (TLanes.AnySign(isRare))
            return LogOfAnything(x);
        TLanes bits = TLanes.SubtractIntegers(x, TLanes.BroadcastBits(0x3F2AAAAB));
        TLanes f = TLanes.Subtract(Mantissa(bits), TLanes.Broadcast(1f));
        return LogReduced(f, TLanes.IntegersToFloats(TLanes.ShiftRightArithmetic(bits, 23)));
    }

    /// <summary>log(1 + x), error below 2 units; what 1 + x rounds away is added to the fraction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Log1p(TLanes x)
    {
        TLanes one = TLanes.Broadcast(1f);
        TLanes u = TLanes.Add(x, one);
        // Rare: 1 + x is zero, negative, NaN, or 2^60 and more, where the 1 does not count.
        TLanes isRare = TLanes.Or(
            TLanes.Or(u, TLanes.SubtractIntegers(u, TLanes.BroadcastBits(0x00800000))),
            TLanes.AddIntegers(u, TLanes.BroadcastBits(0x80000000 - 0x5D800000)));
        if (TLanes.AnySign(isRare))
            return Log1pOfAnything(x);
        TLanes fromX = TLanes.Subtract(u, one);
        TLanes lost = TLanes.Add(TLanes.Subtract(one, TLanes.Subtract(u, fromX)), TLanes.Subtract(x, fromX));
        TLanes bits = TLanes.SubtractIntegers(u, TLanes.BroadcastBits(0x3F2AAAAB));
        TLanes exponent = TLanes.ShiftRightArithmetic(bits, 23);
        TLanes scale = TLanes.ShiftLeft(TLanes.SubtractIntegers(TLanes.BroadcastBits(127), exponent), 23);
        TLanes f = TLanes.FusedMultiplyAdd(lost, scale, TLanes.Subtract(Mantissa(bits), one));
        return LogReduced(f, TLanes.IntegersToFloats(exponent));
    }

    /// <summary>tanh x = sign(x) e / (e + 2), e = exp(2 |x|) - 1; error below 4 units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Tanh(TLanes x)
    {
        TLanes sign = TLanes.And(x, TLanes.BroadcastBits(0x80000000));
        TLanes a = TLanes.Min(TLanes.Broadcast(10f), TLanes.Xor(x, sign));
        TLanes doubled = TLanes.Add(a, a);
        TLanes n = TLanes.Round(TLanes.Multiply(doubled, TLanes.Broadcast(Log2E)));
        TLanes p = Expm1Reduced(ExpRemainder(doubled, n));
        TLanes one = TLanes.Broadcast(1f);
        TLanes scale = TLanes.ScaleByPowerOfTwo(one, n);
        TLanes e = TLanes.FusedMultiplyAdd(scale, p, TLanes.Subtract(scale, one));
        return TLanes.Or(TLanes.Divide(e, TLanes.Add(e, TLanes.Broadcast(2f))), sign);
    }

    /// <summary>1 / (1 + exp(-x)), computed from exp(-|x|) so that no side loses digits; error below 4 units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Sigmoid(TLanes x)
    {
        TLanes z = ExpOfNegative(TLanes.Or(x, TLanes.BroadcastBits(0x80000000)));
        TLanes one = TLanes.Broadcast(1f);
        TLanes share = ReciprocalOfOneToTwo(TLanes.Add(one, z));
        return TLanes.SelectLess(x, TLanes.Zero, TLanes.Multiply(z, share), share);
    }

    /// <summary>
    /// 1 / d for 1 &lt;= d &lt;= 2, error below 1 unit: the parabola p with 1 - d p(d) = T3(2d - 3) / T3(-3) is within 1/99, and two
    /// Newton steps r += r (1 - d r) square that twice. Six operations on the ports of the multiply-adds, where a division would wait for the divider.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes ReciprocalOfOneToTwo(TLanes d)
    {
        TLanes r = TLanes.FusedMultiplyAdd(TLanes.Broadcast(32f / 99), d, TLanes.Broadcast(-144f / 99));
        r = TLanes.FusedMultiplyAdd(r, d, TLanes.Broadcast(210f / 99));
        TLanes one = TLanes.Broadcast(1f);
        r = TLanes.FusedMultiplyAdd(r, TLanes.FusedNegatedMultiplyAdd(d, r, one), r);
        return TLanes.FusedMultiplyAdd(r, TLanes.FusedNegatedMultiplyAdd(d, r, one), r);
    }

    /// <summary>
    /// log(1 + exp x) = max(x, 0) + log(1 + z), z = exp(-|x|) in [0, 1]; error below 3 units. 1 + z is halved above 4/3.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Softplus(TLanes x)
    {
        TLanes z = ExpOfNegative(TLanes.Or(x, TLanes.BroadcastBits(0x80000000)));
        TLanes one = TLanes.Broadcast(1f);
        TLanes isHalved = TLanes.LessThan(TLanes.Broadcast(1f / 3), z);
        TLanes scale = TLanes.Select(isHalved, TLanes.Broadcast(0.5f), one);
        TLanes f = TLanes.FusedMultiplyAdd(z, scale, TLanes.Subtract(scale, one));
        TLanes tail = LogReduced(f, TLanes.And(isHalved, one));
        return TLanes.Add(TLanes.Max(TLanes.Zero, x), tail);
    }

    /// <summary>
    /// Error function, error below 4 units: x (1 + p(x^2)) for |x| &lt;= 1, beyond it 1 - exp(-q(|x|)), 1 from |x| = 4.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Erf(TLanes x)
    {
        TLanes sign = TLanes.And(x, TLanes.BroadcastBits(0x80000000));
        TLanes a = TLanes.Min(TLanes.Broadcast(4f), TLanes.Xor(x, sign));
        TLanes s = TLanes.Multiply(a, a);
        TLanes p = TLanes.Broadcast(ErfSmall8);
        p = TLanes.FusedMultiplyAdd(p, s, TLanes.Broadcast(ErfSmall7));
        p = TLanes.FusedMultiplyAdd(p, s, TLanes.Broadcast(ErfSmall6));
        p = TLanes.FusedMultiplyAdd(p, s, TLanes.Broadcast(ErfSmall5));
        p = TLanes.FusedMultiplyAdd(p, s, TLanes.Broadcast(ErfSmall4));
        p = TLanes.FusedMultiplyAdd(p, s, TLanes.Broadcast(ErfSmall3));
        p = TLanes.FusedMultiplyAdd(p, s, TLanes.Broadcast(ErfSmall2));
        p = TLanes.FusedMultiplyAdd(p, s, TLanes.Broadcast(ErfSmall1));
        p = TLanes.FusedMultiplyAdd(p, s, TLanes.Broadcast(ErfSmall0));
        TLanes small = TLanes.FusedMultiplyAdd(a, p, a);

        TLanes b = TLanes.Subtract(a, TLanes.Broadcast(2.5f));
        TLanes q = TLanes.Broadcast(ErfLarge9);
        q = TLanes.FusedMultiplyAdd(q, b, TLanes.Broadcast(ErfLarge8));
        q = TLanes.FusedMultiplyAdd(q, b, TLanes.Broadcast(ErfLarge7));
        q = TLanes.FusedMultiplyAdd(q, b, TLanes.Broadcast(ErfLarge6));
        q = TLanes.FusedMultiplyAdd(q, b, TLanes.Broadcast(ErfLarge5));
        q = TLanes.FusedMultiplyAdd(q, b, TLanes.Broadcast(ErfLarge4));
        q = TLanes.FusedMultiplyAdd(q, b, TLanes.Broadcast(ErfLarge3));
        q = TLanes.FusedMultiplyAdd(q, b, TLanes.Broadcast(ErfLarge2));
        q = TLanes.FusedMultiplyAdd(q, b, TLanes.Broadcast(ErfLarge1));
        q = TLanes.FusedMultiplyAdd(q, b, TLanes.Broadcast(ErfLarge0));
        TLanes one = TLanes.Broadcast(1f);
        TLanes large = TLanes.Subtract(one, Exp(Negate(q)));
        return TLanes.Or(TLanes.SelectLess(one, a, large, small), sign);
    }

    /// <summary>x - n ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes ExpRemainder(TLanes x, TLanes n) =>
        TLanes.FusedNegatedMultiplyAdd(n, TLanes.Broadcast(Ln2Low), TLanes.FusedNegatedMultiplyAdd(n, TLanes.Broadcast(Ln2High), x));

    /// <summary>exp(r) - 1 for |r| &lt;= ln 2 / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Expm1Reduced(TLanes r)
    {
        TLanes p = TLanes.FusedMultiplyAdd(TLanes.Broadcast(Exp5), r, TLanes.Broadcast(Exp4));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(Exp3));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(Exp2));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(Exp1));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(Exp0));
        return TLanes.FusedMultiplyAdd(TLanes.Multiply(r, r), p, r);
    }

    /// <summary>f and e with x = 2^e (1 + f), -1/3 &lt;= f &lt; 1/3, for positive finite x; subnormal x are scaled first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (TLanes Fraction, TLanes Exponent) LogDecompose(TLanes x)
    {
        TLanes isSmall = TLanes.LessThan(x, TLanes.Broadcast(1.17549435e-38f));
        TLanes normal = TLanes.Select(isSmall, TLanes.Multiply(x, TLanes.Broadcast(8388608f)), x);
        TLanes bits = TLanes.SubtractIntegers(normal, TLanes.BroadcastBits(0x3F2AAAAB));
        TLanes e = TLanes.IntegersToFloats(TLanes.ShiftRightArithmetic(bits, 23));
        e = TLanes.Subtract(e, TLanes.And(isSmall, TLanes.Broadcast(23f)));
        return (TLanes.Subtract(Mantissa(bits), TLanes.Broadcast(1f)), e);
    }

    /// <summary>The number in [2/3, 4/3) with the mantissa of bits + 0x3F2AAAAB (the bits of 2/3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Mantissa(TLanes bits) =>
        TLanes.AddIntegers(TLanes.And(bits, TLanes.BroadcastBits(0x7FFFFF)), TLanes.BroadcastBits(0x3F2AAAAB));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TLanes LogOfAnything(TLanes x)
    {
        (TLanes f, TLanes e) = LogDecompose(x);
        return LogEdges(x, x, LogReduced(f, e));
    }

    // Group by group the same formula as above, so that a lane's bits do not depend on its neighbours.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TLanes Log1pOfAnything(TLanes x)
    {
        TLanes one = TLanes.Broadcast(1f);
        TLanes u = TLanes.Add(x, one);
        TLanes fromX = TLanes.Subtract(u, one);
        TLanes lost = TLanes.Add(TLanes.Subtract(one, TLanes.Subtract(u, fromX)), TLanes.Subtract(x, fromX));
        TLanes bits = TLanes.SubtractIntegers(u, TLanes.BroadcastBits(0x3F2AAAAB));
        TLanes exponent = TLanes.ShiftRightArithmetic(bits, 23);
        TLanes scale = TLanes.ShiftLeft(TLanes.SubtractIntegers(TLanes.BroadcastBits(127), exponent), 23);
        // From 2^60 on, what was lost does not count and the scale's bits may not be those of a power.
        scale = TLanes.And(TLanes.LessThan(u, TLanes.Broadcast(1.1529215e18f)), scale);
        TLanes f = TLanes.FusedMultiplyAdd(lost, scale, TLanes.Subtract(Mantissa(bits), one));
        return LogEdges(x, u, LogReduced(f, TLanes.IntegersToFloats(exponent)));
    }

    /// <summary>(log(1 + f) - f + f^2 / 2) / f^3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLanes LogCubic(TLanes f)
    {
        TLanes p = TLanes.FusedMultiplyAdd(TLanes.Broadcast(Log8), f, TLanes.Broadcast(Log7));
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(Log6));
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(Log5));
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(Log4));
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(Log3));
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(MathCoefficients.Log2));
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(MathCoefficients.Log1));
        return TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(Log0));
    }

    /// <summary>log(1 + f) + e ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes LogReduced(TLanes f, TLanes e)
    {
        TLanes p = TLanes.FusedMultiplyAdd(LogCubic(f), f, TLanes.Broadcast(-0.5f));
        TLanes tail = TLanes.FusedMultiplyAdd(TLanes.Multiply(f, f), p, TLanes.Multiply(e, TLanes.Broadcast(Ln2Low)));
        return TLanes.FusedMultiplyAdd(e, TLanes.Broadcast(Ln2High), TLanes.Add(f, tail));
    }

    /// <summary>
    /// The logarithm of <paramref name="argument"/> where it is positive and finite; at 0 -inf, at inf inf, below 0 NaN, and at NaN
    /// NaN. <paramref name="x"/> is what infinities are taken from.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLanes LogEdges(TLanes x, TLanes argument, TLanes result)
    {
        TLanes infinity = TLanes.Broadcast(float.PositiveInfinity);
        result = TLanes.Select(TLanes.EqualTo(argument, TLanes.Zero), TLanes.Broadcast(float.NegativeInfinity), result);
        TLanes isOrdinary = TLanes.And(TLanes.LessThanOrEqual(TLanes.Zero, argument), TLanes.LessThan(argument, infinity));
        TLanes other = TLanes.Select(TLanes.EqualTo(x, infinity), infinity, TLanes.Broadcast(float.NaN));
        return TLanes.Select(isOrdinary, result, other);
    }
}
