// Powers: |a|^b = exp(b log |a|) with the logarithm held in two floats, as on the cpu accelerator.

// a^b with IEEE 754's special cases: a^0 = 1^b = 1, a negative base takes integral exponents only (else NaN) and keeps its sign when they are odd.
GG_FUNCTION gg_lane gg_power(const gg_lane a, const gg_lane b)
{
    const gg_lane one = GG_SPLAT(1.0f), infinity = GG_SPLAT(GG_INFINITY), minus_half = GG_SPLAT(-0.5f);
    const gg_lane x = gg_absolute(a);

    // log x = high + low, the first being the rounded sum: f, -f^2 / 2 and e ln 2 are added with what each addition rounds away.
    const gg_ints bits = gg_log_bits(gg_log_normalised(x));
    const gg_lane e = gg_log_exponent(x, bits);
    const gg_lane f = gg_log_fraction(bits);
    const gg_lane square = f * f;
    const gg_lane square_lost = GG_FMA(f, f, -square);
    const gg_lane exponent_part = e * GG_SPLAT(GG_LN2HIGH);
    const gg_lane sum1 = exponent_part + f;
    const gg_lane lost1 = f - (sum1 - exponent_part);
    const gg_lane quadratic = minus_half * square;
    const gg_lane sum2 = sum1 + quadratic;
    const gg_lane lost2 = quadratic - (sum2 - sum1);
    const gg_lane cubic = (f * square) * gg_log_cubic(f);
    gg_lane low = GG_FMA(minus_half, square_lost, lost1 + lost2);
    low = GG_FMA(e, GG_SPLAT(GG_LN2LOW), low);
    low = low + cubic;
    const gg_lane sum3 = sum2 + low;
    low = low - (sum3 - sum2);
    const gg_lane high = gg_log_edges(x, x, sum3);

    const gg_lane product = b * high;
    gg_lane rest = GG_FMA(b, high, -product);
    rest = GG_FMA(b, low, rest);
    gg_lane value = gg_exp(product);
    const gg_lane corrected = GG_FMA(value, rest, value);
    value = GG_SELECT(value, corrected, (gg_absolute(product) < GG_SPLAT(110.0f)) & (value < infinity));
    value = GG_SELECT(value, one, x == one);

    const gg_lane halved = b * GG_SPLAT(0.5f);
    const gg_lane odd_sign = GG_SELECT(GG_SPLAT(0.0f), a, (GG_FLOOR(b) == b) & (GG_FLOOR(halved) != halved));
    value = GG_AS_LANE(GG_AS_UINTS(value) ^ gg_sign_bits(odd_sign));
    value = GG_SELECT(value, GG_SPLAT(GG_NAN), (a < GG_SPLAT(0.0f)) & (a > -infinity) & (GG_FLOOR(b) != b));
    return GG_SELECT(value, one, (b == GG_SPLAT(0.0f)) | (a == one));
}
