// What a device can do at most: fused multiply-adds on registers, and a = b x + c through memory. Their times are the scale of `gengpu bench`.

#define GG_PEAK_CHAINS 16

// Every lane runs 16 independent chains; what they end at is stored, so that no compiler leaves them out.
GG_KERNEL gg_peak_fma(GG_STATE float *result, const int iterations GG_SHARED_PARAMETER)
{
    GG_SHARED_BEGIN
    (void)gg_shared;
    const gg_lane x = GG_SPLAT(0.001f * (float)(GG_LANE() + 1)), y = GG_SPLAT(0.999f);
    gg_lane a0 = x, a1 = x + y, a2 = y, a3 = y + y, a4 = x * x, a5 = x * y, a6 = y * y, a7 = x + x;
    gg_lane b0 = -x, b1 = x - y, b2 = -y, b3 = y * x, b4 = a3 + x, b5 = a3 - x, b6 = a4 + y, b7 = a4 - y;
    for (int i = 0; i < iterations; i++)
    {
        a0 = GG_FMA(a0, y, x);
        a1 = GG_FMA(a1, y, x);
        a2 = GG_FMA(a2, y, x);
        a3 = GG_FMA(a3, y, x);
        a4 = GG_FMA(a4, y, x);
        a5 = GG_FMA(a5, y, x);
        a6 = GG_FMA(a6, y, x);
        a7 = GG_FMA(a7, y, x);
        b0 = GG_FMA(b0, y, x);
        b1 = GG_FMA(b1, y, x);
        b2 = GG_FMA(b2, y, x);
        b3 = GG_FMA(b3, y, x);
        b4 = GG_FMA(b4, y, x);
        b5 = GG_FMA(b5, y, x);
        b6 = GG_FMA(b6, y, x);
        b7 = GG_FMA(b7, y, x);
    }

    const gg_lane sum = ((a0 + a1) + (a2 + a3)) + ((a4 + a5) + (a6 + a7)) + (((b0 + b1) + (b2 + b3)) + ((b4 + b5) + (b6 + b7)));
    const int at = GG_PLACE() * GG_LANES + GG_LANE();
#if GG_LANE_WIDTH == 16
    result[at] = gg_sum_of_lanes(sum);
#else
    result[at] = sum;
#endif
}

// Arrays of whole strips; neighbouring lanes touch neighbouring strips.
GG_KERNEL gg_triad(GG_STATE float *a, const GG_STATE float *b, const GG_STATE float *c, const float x, const int strips, const int groups GG_SHARED_PARAMETER)
{
    GG_SHARED_BEGIN
    (void)gg_shared;
    for (int strip = GG_PLACE() * GG_LANES + GG_LANE(); strip < strips; strip += groups * GG_LANES)
    {
        const gg_strip from = GG_STRIP_LOAD(b + strip * GG_STRIP), more = GG_STRIP_LOAD(c + strip * GG_STRIP);
        GG_STRIP_STORE(a + strip * GG_STRIP, GG_STRIP_FMA(x, from, more));
    }
}
