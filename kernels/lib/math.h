// Elementary functions from the coefficients of coefficients.h, operation for operation as on the cpu accelerator, so that bits agree.

GG_FUNCTION gg_lane gg_scale_by_power_of_two(const gg_lane a, const gg_lane n)
{
    // Two factors, because 2^n alone may lie outside the normal numbers; only the second product rounds.
    const gg_ints whole = GG_TO_INTS(n);
    const gg_ints half_of_it = whole >> 1;
    const gg_uints first = GG_INTS_TO_UINTS(half_of_it + 127) << 23;
    const gg_uints second = GG_INTS_TO_UINTS(whole - half_of_it + 127) << 23;
    return a * GG_AS_LANE(first) * GG_AS_LANE(second);
}

// x - n ln 2.
GG_FUNCTION gg_lane gg_exp_remainder(const gg_lane x, const gg_lane n)
{
    return GG_FMA(-n, GG_SPLAT(GG_LN2LOW), GG_FMA(-n, GG_SPLAT(GG_LN2HIGH), x));
}

// exp(r) - 1 for |r| <= ln 2 / 2.
GG_FUNCTION gg_lane gg_expm1_reduced(const gg_lane r)
{
    gg_lane p = GG_FMA(GG_SPLAT(GG_EXP5), r, GG_SPLAT(GG_EXP4));
    p = GG_FMA(p, r, GG_SPLAT(GG_EXP3));
    p = GG_FMA(p, r, GG_SPLAT(GG_EXP2));
    p = GG_FMA(p, r, GG_SPLAT(GG_EXP1));
    p = GG_FMA(p, r, GG_SPLAT(GG_EXP0));
    return GG_FMA(r * r, p, r);
}

// n = round(x / ln 2), r = x - n ln 2, exp x = 2^n (1 + (r + r^2 p(r))). The order of the comparisons lets NaN through.
GG_FUNCTION gg_lane gg_exp(const gg_lane x)
{
    const gg_lane clamped = gg_smaller(GG_SPLAT(90.0f), gg_larger(GG_SPLAT(-105.0f), x));
    const gg_lane n = GG_ROUND(clamped * GG_SPLAT(GG_LOG2E));
    return gg_scale_by_power_of_two(gg_expm1_reduced(gg_exp_remainder(clamped, n)) + GG_SPLAT(1.0f), n);
}

// exp(x) - 1 = 2 (2^(n-1) (exp r - 1) + (2^(n-1) - 1/2)).
GG_FUNCTION gg_lane gg_expm1(const gg_lane x)
{
    const gg_lane clamped = gg_smaller(GG_SPLAT(89.0f), gg_larger(GG_SPLAT(-20.0f), x));
    const gg_lane n = GG_ROUND(clamped * GG_SPLAT(GG_LOG2E));
    const gg_lane p = gg_expm1_reduced(gg_exp_remainder(clamped, n));
    const gg_lane scale = gg_scale_by_power_of_two(GG_SPLAT(0.5f), n);
    const gg_lane result = GG_FMA(scale, p, scale - GG_SPLAT(0.5f));
    return result + result;
}

// (log(1 + f) - f + f^2 / 2) / f^3.
GG_FUNCTION gg_lane gg_log_cubic(const gg_lane f)
{
    gg_lane p = GG_FMA(GG_SPLAT(GG_LOG8), f, GG_SPLAT(GG_LOG7));
    p = GG_FMA(p, f, GG_SPLAT(GG_LOG6));
    p = GG_FMA(p, f, GG_SPLAT(GG_LOG5));
    p = GG_FMA(p, f, GG_SPLAT(GG_LOG4));
    p = GG_FMA(p, f, GG_SPLAT(GG_LOG3));
    p = GG_FMA(p, f, GG_SPLAT(GG_LOG2));
    p = GG_FMA(p, f, GG_SPLAT(GG_LOG1));
    return GG_FMA(p, f, GG_SPLAT(GG_LOG0));
}

// log(1 + f) + e ln 2.
GG_FUNCTION gg_lane gg_log_reduced(const gg_lane f, const gg_lane e)
{
    const gg_lane p = GG_FMA(gg_log_cubic(f), f, GG_SPLAT(-0.5f));
    const gg_lane tail = GG_FMA(f * f, p, e * GG_SPLAT(GG_LN2LOW));
    return GG_FMA(e, GG_SPLAT(GG_LN2HIGH), f + tail);
}

// x = 2^e (1 + f) with -1/3 <= f < 1/3, from the bits of x less those of 2/3.
GG_FUNCTION gg_lane gg_log_fraction(const gg_ints bits)
{
    return GG_AS_LANE((GG_INTS_TO_UINTS(bits) & 0x7FFFFFu) + 0x3F2AAAABu) - GG_SPLAT(1.0f);
}

GG_FUNCTION gg_ints gg_log_bits(const gg_lane x) { return GG_UINTS_TO_INTS(GG_AS_UINTS(x) - 0x3F2AAAABu); }

// Subnormal x are scaled first; the exponent takes it back.
GG_FUNCTION gg_lane gg_log_normalised(const gg_lane x)
{
    return GG_SELECT(x, x * GG_SPLAT(8388608.0f), x < GG_SPLAT(1.17549435e-38f));
}

GG_FUNCTION gg_lane gg_log_exponent(const gg_lane x, const gg_ints bits)
{
    return GG_TO_LANE(bits >> 23) - GG_SELECT(GG_SPLAT(0.0f), GG_SPLAT(23.0f), x < GG_SPLAT(1.17549435e-38f));
}

// The result where the argument is positive and finite; at 0 -inf, at inf inf, below 0 NaN, at NaN NaN. Infinities are taken from x.
GG_FUNCTION gg_lane gg_log_edges(const gg_lane x, const gg_lane argument, const gg_lane result)
{
    const gg_lane infinity = GG_SPLAT(GG_INFINITY);
    const gg_lane at_zero = GG_SELECT(result, -infinity, argument == GG_SPLAT(0.0f));
    const gg_lane other = GG_SELECT(GG_SPLAT(GG_NAN), infinity, x == infinity);
    return GG_SELECT(other, at_zero, (argument >= GG_SPLAT(0.0f)) & (argument < infinity));
}

GG_FUNCTION gg_lane gg_log(const gg_lane x)
{
    const gg_ints bits = gg_log_bits(gg_log_normalised(x));
    return gg_log_edges(x, x, gg_log_reduced(gg_log_fraction(bits), gg_log_exponent(x, bits)));
}

// log(1 + x): what 1 + x rounds away is added to the fraction.
GG_FUNCTION gg_lane gg_log1p(const gg_lane x)
{
    const gg_lane one = GG_SPLAT(1.0f);
    const gg_lane u = x + one;
    const gg_lane from_x = u - one;
    const gg_lane lost = (one - (u - from_x)) + (x - from_x);
    const gg_ints bits = gg_log_bits(u);
    const gg_ints exponent = bits >> 23;
    // From 2^60 on, what was lost does not count and the scale's bits may not be those of a power.
    const gg_lane power = GG_AS_LANE(GG_INTS_TO_UINTS(127 - exponent) << 23);
    const gg_lane scale = GG_SELECT(GG_SPLAT(0.0f), power, u < GG_SPLAT(1.1529215e18f));
    const gg_lane f = GG_FMA(lost, scale, gg_log_fraction(bits));
    return gg_log_edges(x, u, gg_log_reduced(f, GG_TO_LANE(exponent)));
}

// tanh x = sign(x) e / (e + 2), e = exp(2 |x|) - 1.
GG_FUNCTION gg_lane gg_tanh(const gg_lane x)
{
    const gg_uints sign = gg_sign_bits(x);
    const gg_lane a = gg_smaller(GG_SPLAT(10.0f), GG_AS_LANE(GG_AS_UINTS(x) ^ sign));
    const gg_lane doubled = a + a;
    const gg_lane n = GG_ROUND(doubled * GG_SPLAT(GG_LOG2E));
    const gg_lane p = gg_expm1_reduced(gg_exp_remainder(doubled, n));
    const gg_lane scale = gg_scale_by_power_of_two(GG_SPLAT(1.0f), n);
    const gg_lane e = GG_FMA(scale, p, scale - GG_SPLAT(1.0f));
    return GG_AS_LANE(GG_AS_UINTS(GG_DIV(e, e + GG_SPLAT(2.0f))) | sign);
}

// 1 / d for 1 <= d <= 2: a parabola within 1/99 and two Newton steps, which square that twice.
GG_FUNCTION gg_lane gg_reciprocal_of_one_to_two(const gg_lane d)
{
    const gg_lane one = GG_SPLAT(1.0f);
    gg_lane r = GG_FMA(GG_SPLAT(32.0f / 99.0f), d, GG_SPLAT(-144.0f / 99.0f));
    r = GG_FMA(r, d, GG_SPLAT(210.0f / 99.0f));
    r = GG_FMA(r, GG_FMA(-d, r, one), r);
    return GG_FMA(r, GG_FMA(-d, r, one), r);
}

// 1 / (1 + exp(-x)), from exp(-|x|) so that no side loses digits.
GG_FUNCTION gg_lane gg_sigmoid(const gg_lane x)
{
    const gg_lane z = gg_exp(GG_AS_LANE(GG_AS_UINTS(x) | 0x80000000u));
    const gg_lane share = gg_reciprocal_of_one_to_two(GG_SPLAT(1.0f) + z);
    return GG_SELECT(share, z * share, x < GG_SPLAT(0.0f));
}

// log(1 + exp x) = max(x, 0) + log(1 + z), z = exp(-|x|) in [0, 1]; 1 + z is halved above 4/3.
GG_FUNCTION gg_lane gg_softplus(const gg_lane x)
{
    const gg_lane z = gg_exp(GG_AS_LANE(GG_AS_UINTS(x) | 0x80000000u));
    const gg_lane one = GG_SPLAT(1.0f);
    const gg_lane scale = GG_SELECT(one, GG_SPLAT(0.5f), z > GG_SPLAT(1.0f / 3.0f));
    const gg_lane f = GG_FMA(z, scale, scale - one);
    const gg_lane e = GG_INDICATOR(z > GG_SPLAT(1.0f / 3.0f));
    return gg_larger(GG_SPLAT(0.0f), x) + gg_log_reduced(f, e);
}

// x (1 + p(x^2)) for |x| <= 1, beyond it 1 - exp(-q(|x|)), 1 from |x| = 4.
GG_FUNCTION gg_lane gg_erf(const gg_lane x)
{
    const gg_uints sign = gg_sign_bits(x);
    const gg_lane a = gg_smaller(GG_SPLAT(4.0f), GG_AS_LANE(GG_AS_UINTS(x) ^ sign));
    const gg_lane s = a * a;
    gg_lane p = GG_SPLAT(GG_ERF_SMALL8);
    p = GG_FMA(p, s, GG_SPLAT(GG_ERF_SMALL7));
    p = GG_FMA(p, s, GG_SPLAT(GG_ERF_SMALL6));
    p = GG_FMA(p, s, GG_SPLAT(GG_ERF_SMALL5));
    p = GG_FMA(p, s, GG_SPLAT(GG_ERF_SMALL4));
    p = GG_FMA(p, s, GG_SPLAT(GG_ERF_SMALL3));
    p = GG_FMA(p, s, GG_SPLAT(GG_ERF_SMALL2));
    p = GG_FMA(p, s, GG_SPLAT(GG_ERF_SMALL1));
    p = GG_FMA(p, s, GG_SPLAT(GG_ERF_SMALL0));
    const gg_lane inner = GG_FMA(a, p, a);

    const gg_lane b = a - GG_SPLAT(2.5f);
    gg_lane q = GG_SPLAT(GG_ERF_LARGE9);
    q = GG_FMA(q, b, GG_SPLAT(GG_ERF_LARGE8));
    q = GG_FMA(q, b, GG_SPLAT(GG_ERF_LARGE7));
    q = GG_FMA(q, b, GG_SPLAT(GG_ERF_LARGE6));
    q = GG_FMA(q, b, GG_SPLAT(GG_ERF_LARGE5));
    q = GG_FMA(q, b, GG_SPLAT(GG_ERF_LARGE4));
    q = GG_FMA(q, b, GG_SPLAT(GG_ERF_LARGE3));
    q = GG_FMA(q, b, GG_SPLAT(GG_ERF_LARGE2));
    q = GG_FMA(q, b, GG_SPLAT(GG_ERF_LARGE1));
    q = GG_FMA(q, b, GG_SPLAT(GG_ERF_LARGE0));
    const gg_lane outer = GG_SPLAT(1.0f) - gg_exp(-q);
    return GG_AS_LANE(GG_AS_UINTS(GG_SELECT(inner, outer, a > GG_SPLAT(1.0f))) | sign);
}
