namespace GenGpu.Cpu.Simd;

/// <summary>
/// Reduction of one angle by pi / 2 with as many bits of 2 / pi as its exponent asks for (Payne and Hanek, "Radian reduction for
/// trigonometric functions", ACM SIGNUM Newsletter 18, 1983), in integers: the same everywhere.
/// </summary>
internal static class AngleReduction
{
    // The first 256 bits of 2 / pi.
    private static ReadOnlySpan<uint> TwoOverPi =>
        [0xA2F9836E, 0x4E441529, 0xFC2757D1, 0xF534DDC0, 0xDB629599, 0x3C439041, 0xFE5163AB, 0xDEBBC561];

    /// <summary>x - n pi / 2 in [-pi/4, pi/4], and n modulo 4. NaN for what is not finite.</summary>
    /// <param name="x">The angle; 0, or at least 2^-8 in magnitude.</param>
    /// <param name="quadrant">n modulo 4.</param>
    public static float Reduce(float x, out int quadrant)
    {
        quadrant = 0;
        if (!float.IsFinite(x))
            return float.NaN;
        uint bits = BitConverter.SingleToUInt32Bits(x) & 0x7FFFFFFF;
        if (bits < 0x47800000)
        {
            // Below 2^16 the product below has no bits to drop: a double holds all that is needed.
            double n = Math.Round(x * (2 / Math.PI));
            quadrant = (int)n & 3;
            return (float)Math.FusedMultiplyAdd(-n, 6.123233995736766e-17, Math.FusedMultiplyAdd(-n, Math.PI / 2, x));
        }

        // |x| = mantissa 2^exponent. Bits of 2 / pi with weight 2^-i and i <= exponent - 2 give multiples of 4 and are left out.
        uint mantissa = (bits & 0x7FFFFF) | 0x800000;
        int exponent = (int)(bits >> 23) - 150;
        int firstBit = Math.Max(0, exponent - 2);
        UInt128 window = 0;
        for (int bit = firstBit; bit < firstBit + 96; bit++)
            window = (window << 1) | ((TwoOverPi[bit >> 5] >> (31 - (bit & 31))) & 1u);
        UInt128 product = mantissa * window;
        int fractionBits = 96 + firstBit - exponent;
        int whole = (int)(uint)(product >> fractionBits);
        UInt128 fraction = product & ((UInt128.One << fractionBits) - 1);
        double r = (double)fraction * Math.ScaleB(1.0, -fractionBits);
        if (r >= 0.5)
        {
            whole++;
            r = -((double)((UInt128.One << fractionBits) - fraction) * Math.ScaleB(1.0, -fractionBits));
        }
        r *= Math.PI / 2;
        quadrant = (x < 0 ? -whole : whole) & 3;
        return (float)(x < 0 ? -r : r);
    }
}
