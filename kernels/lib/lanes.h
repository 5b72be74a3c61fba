// Loads, stores and comparisons of lanes. "room" is the number of floats from p to the end of its row: rows of batched values are padded to 16, so that
// a lane of 16 samples fits; packed rows end anywhere.

GG_FUNCTION gg_lane gg_load(const GG_ARENA float *p, const int room)
{
#if GG_LANE_WIDTH == 16
    if (room >= 16)
        return vload16(0, p);
    float part[16];
    for (int i = 0; i < 16; i++)
        part[i] = i < room ? p[i] : 0.0f;
    return vload16(0, part);
#else
    (void)room;
    return *p;
#endif
}

GG_FUNCTION void gg_store(GG_ARENA float *p, const int room, const gg_lane value)
{
#if GG_LANE_WIDTH == 16
    if (room >= 16)
    {
        vstore16(value, 0, p);
        return;
    }
    float part[16];
    vstore16(value, 0, part);
    for (int i = 0; i < room; i++)
        p[i] = part[i];
#else
    (void)room;
    *p = value;
#endif
}

// The larger and the smaller number; b when one of them is NaN.
GG_FUNCTION gg_lane gg_larger(const gg_lane a, const gg_lane b) { return GG_SELECT(b, a, a > b); }

GG_FUNCTION gg_lane gg_smaller(const gg_lane a, const gg_lane b) { return GG_SELECT(b, a, a < b); }

// 1 where the condition holds, otherwise 0.
#define GG_INDICATOR(c) GG_SELECT(GG_SPLAT(0.0f), GG_SPLAT(1.0f), c)

#define GG_INFINITY GG_SCALAR_AS_FLOAT(0x7F800000u)
#define GG_NAN GG_SCALAR_AS_FLOAT(0x7FC00000u)

GG_FUNCTION gg_lane gg_absolute(const gg_lane x) { return GG_AS_LANE(GG_AS_UINTS(x) & 0x7FFFFFFFu); }

GG_FUNCTION gg_uints gg_sign_bits(const gg_lane x) { return GG_AS_UINTS(x) & 0x80000000u; }

#if GG_LANE_WIDTH == 16
// The canonical order: lane i + lane i + 8, then + 4, + 2, + 1.
GG_FUNCTION float gg_sum_of_lanes(const float16 a)
{
    const float8 eight = a.lo + a.hi;
    const float4 four = eight.lo + eight.hi;
    const float2 two = four.lo + four.hi;
    return two.x + two.y;
}
#endif

// The sum of 16 partial sums that lie `step` floats apart, in the canonical order.
GG_FUNCTION float gg_sum_of_sixteen(const GG_ARENA float *p, const int step)
{
    const float a0 = p[0] + p[8 * step], a1 = p[step] + p[9 * step], a2 = p[2 * step] + p[10 * step], a3 = p[3 * step] + p[11 * step];
    const float a4 = p[4 * step] + p[12 * step], a5 = p[5 * step] + p[13 * step], a6 = p[6 * step] + p[14 * step], a7 = p[7 * step] + p[15 * step];
    return ((a0 + a4) + (a2 + a6)) + ((a1 + a5) + (a3 + a7));
}

// The larger of two; NaN if there is one.
GG_FUNCTION float gg_scalar_larger_or_nan(const float a, const float b)
{
    return a != a ? a : b != b ? b : a > b ? a : b;
}
