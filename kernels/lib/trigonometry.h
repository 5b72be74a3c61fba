// Sine and cosine for every finite argument, as on the cpu accelerator.

// The first 256 bits of 2 / pi.
GG_TABLE gg_uint gg_two_over_pi_bits[8] = { 0xA2F9836Eu, 0x4E441529u, 0xFC2757D1u, 0xF534DDC0u, 0xDB629599u, 0x3C439041u, 0xFE5163ABu, 0xDEBBC561u };

typedef struct
{
    float remainder;
    int quadrant;
} gg_reduced_angle;

GG_FUNCTION gg_uint gg_bits_of_two_over_pi(const int first)
{
    const gg_ulong pair = ((gg_ulong)gg_two_over_pi_bits[first >> 5] << 32) | gg_two_over_pi_bits[(first >> 5) + 1];
    return (gg_uint)(pair >> (32 - (first & 31)));
}

// x - n pi / 2 in [-pi/4, pi/4] and n modulo 4 for |x| above 65536, by as many bits of 2 / pi as the exponent asks for, in integers (Payne and Hanek,
// "Radian reduction for trigonometric functions", ACM SIGNUM Newsletter 18, 1983).
GG_FUNCTION gg_reduced_angle gg_reduce_far_angle(const float x)
{
    gg_reduced_angle result;
    result.remainder = GG_NAN;
    result.quadrant = 0;
    const gg_uint bits = GG_SCALAR_AS_UINT(x) & 0x7FFFFFFFu;
    if (bits >= 0x7F800000u)
        return result;

    // |x| = mantissa 2^exponent. Bits of 2 / pi that would give multiples of 4 are left out; 96 of the rest make the window.
    const gg_ulong mantissa = (bits & 0x7FFFFFu) | 0x800000u;
    const int exponent = (int)(bits >> 23) - 150;
    const int first = exponent > 2 ? exponent - 2 : 0;
    const gg_ulong low = mantissa * gg_bits_of_two_over_pi(first + 64);
    const gg_ulong middle = mantissa * gg_bits_of_two_over_pi(first + 32) + (low >> 32);
    const gg_ulong high = mantissa * gg_bits_of_two_over_pi(first) + (middle >> 32);
    const gg_ulong lower = (middle << 32) | (low & 0xFFFFFFFFu);

    // The product is high 2^64 + lower; its point is fraction_bits + 64 bits from the right.
    const int fraction_bits = 32 + first - exponent;
    int whole = (int)(gg_uint)(high >> fraction_bits);
    gg_ulong upper = high & (((gg_ulong)1 << fraction_bits) - 1);
    const double unit = 1.0 / (double)((gg_ulong)1 << fraction_bits);
    const double tail = 5.421010862427522e-20;
    double r = ((double)upper + (double)lower * tail) * unit;
    if (r >= 0.5)
    {
        whole++;
        upper = ((gg_ulong)1 << fraction_bits) - upper - (lower != 0 ? 1 : 0);
        r = -(((double)upper + (double)(0 - lower) * tail) * unit);
    }
    r *= 1.5707963267948966;
    result.quadrant = (x < 0.0f ? -whole : whole) & 3;
    result.remainder = (float)(x < 0.0f ? -r : r);
    return result;
}

// sin(r + quadrant pi / 2) for |r| <= pi / 4: odd quadrants take the cosine; bit 1 of the quadrant is the sign.
GG_FUNCTION gg_lane gg_sine_of_reduced(const gg_lane r, const gg_ints quadrant)
{
    const gg_lane s = r * r;
    gg_lane p = GG_FMA(GG_SPLAT(GG_SIN3), s, GG_SPLAT(GG_SIN2));
    p = GG_FMA(p, s, GG_SPLAT(GG_SIN1));
    p = GG_FMA(p, s, GG_SPLAT(GG_SIN0));
    const gg_lane sine = GG_FMA(p * s, r, r);
    gg_lane c = GG_FMA(GG_SPLAT(GG_COS3), s, GG_SPLAT(GG_COS2));
    c = GG_FMA(c, s, GG_SPLAT(GG_COS1));
    c = GG_FMA(c, s, GG_SPLAT(GG_COS0));
    c = GG_FMA(c, s, GG_SPLAT(-0.5f));
    const gg_lane cosine = GG_FMA(c, s, GG_SPLAT(1.0f));
    const gg_uints sign = (GG_INTS_TO_UINTS(quadrant) << 30) & 0x80000000u;
    return GG_AS_LANE(GG_AS_UINTS(GG_SELECT(sine, cosine, (quadrant & 1) != 0)) ^ sign);
}

// Up to 65536, n = round(x 2 / pi) has at most 16 bits and three parts of pi / 2 leave the remainder right to the last place.
GG_FUNCTION gg_lane gg_sine_from_quadrant(const gg_lane x, const int quarter_turns)
{
    const gg_lane n = GG_ROUND(x * GG_SPLAT(GG_TWO_OVER_PI));
    gg_lane r = GG_FMA(-n, GG_SPLAT(GG_HALF_PI0), x);
    r = GG_FMA(-n, GG_SPLAT(GG_HALF_PI1), r);
    r = GG_FMA(-n, GG_SPLAT(GG_HALF_PI2), r);
    gg_ints quadrant = GG_TO_INTS(n);
#if GG_LANE_WIDTH == 16
    if (any(!(gg_absolute(x) <= GG_SPLAT(65536.0f))))
    {
        float angles[16], remainders[16];
        int quadrants[16];
        vstore16(x, 0, angles);
        vstore16(r, 0, remainders);
        vstore16(quadrant, 0, quadrants);
        for (int i = 0; i < 16; i++)
        {
            if (fabs(angles[i]) <= 65536.0f)
                continue;
            const gg_reduced_angle far = gg_reduce_far_angle(angles[i]);
            remainders[i] = far.remainder;
            quadrants[i] = far.quadrant;
        }
        r = vload16(0, remainders);
        quadrant = vload16(0, quadrants);
    }
#else
    if (!(gg_absolute(x) <= 65536.0f))
    {
        const gg_reduced_angle far = gg_reduce_far_angle(x);
        r = far.remainder;
        quadrant = far.quadrant;
    }
#endif
    return gg_sine_of_reduced(r, quadrant + quarter_turns);
}

GG_FUNCTION gg_lane gg_sin(const gg_lane x) { return gg_sine_from_quadrant(x, 0); }

GG_FUNCTION gg_lane gg_cos(const gg_lane x) { return gg_sine_from_quadrant(x, 1); }
