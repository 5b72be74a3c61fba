namespace GenGpu.Core.Random;

/// <summary>
/// The definition of every draw from one random word. Each is exact or built of IEEE operations and fused multiply-add only,
/// so every accelerator that follows it gives the same bits.
/// </summary>
public static class RandomDraws
{
    /// <summary>
    /// Scale from the lower 31 bits of a word to q = 4 p: 2^-30 (1 - 2^-24), the float below 2^-30, which keeps q below 2.
    /// </summary>
    public const float NormalScale = 9.3132252e-10f;

    /// <summary>Half a step of q = 4 p: 2^-31, which keeps q above 0.</summary>
    public const float NormalOffset = 4.6566128730773926e-10f;

    /// <summary>Uniform in [0, 1): (word &gt;&gt; 8) 2^-24, exact.</summary>
    /// <param name="word">The random word.</param>
    public static float UniformWord(uint word) => (int)(word >> 8) * (1f / (1 << 24));

    /// <summary>Uniform in (0, 1): ((word &gt;&gt; 9) + 1/2) 2^-23, exact; symmetric about 1/2, never 0 or 1.</summary>
    /// <param name="word">The random word.</param>
    public static float OpenUniformWord(uint word) => ((int)(word >> 9) + 0.5f) * (1f / (1 << 23));

    /// <summary>
    /// Standard normal by inversion: sign = top bit, m = lower 31 bits, p = q / 4 with q = fma(m, <see cref="NormalScale"/>,
    /// <see cref="NormalOffset"/>), value = (sign ? -1 : 1) |PhiInverse(p)|. The inverse is a polynomial of degree 5 in each
    /// half-octave of q, found from the bits of q (<see cref="NormalTable"/>); absolute error below 1e-6, |value| below 6.34.
    /// </summary>
    /// <param name="word">The random word.</param>
    public static float NormalWord(uint word)
    {
        float q = MathF.FusedMultiplyAdd((int)(word & 0x7FFFFFFFu), NormalScale, NormalOffset);
        uint bits = BitConverter.SingleToUInt32Bits(q);
        int segment = (int)(bits >> 22) & (NormalTable.SegmentCount - 1);
        float t = BitConverter.UInt32BitsToSingle((bits & 0x3FFFFFu) | 0x3F800000u) - 1.25f;
        ReadOnlySpan<float> coefficients = NormalTable.Coefficients;
        float value = coefficients[NormalTable.Degree * NormalTable.SegmentCount + segment];
        for (int degree = NormalTable.Degree - 1; degree >= 0; degree--)
            value = MathF.FusedMultiplyAdd(value, t, coefficients[degree * NormalTable.SegmentCount + segment]);
        return BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) ^ (word & 0x80000000u));
    }

    /// <summary>1 with the given probability, else 0: <see cref="UniformWord"/> &lt; probability. Never 1 at 0 or NaN, always 1 at 1.</summary>
    /// <param name="word">The random word.</param>
    /// <param name="probability">The probability of 1.</param>
    public static float BernoulliWord(uint word, float probability) => UniformWord(word) < probability ? 1f : 0f;

    /// <summary>
    /// Category drawn from cumulative weights w_0 &lt;= ... &lt;= w_(K-1): the number of k in 0 .. K-2 with w_k &lt;= u w_(K-1),
    /// u = <see cref="UniformWord"/>. The weights need not sum to one.
    /// </summary>
    /// <param name="word">The random word.</param>
    /// <param name="cumulativeWeights">The cumulative weights, at least one, not decreasing.</param>
    /// <exception cref="ArgumentException">There is no weight.</exception>
    public static int CategoricalWord(uint word, ReadOnlySpan<float> cumulativeWeights)
    {
        if (cumulativeWeights.IsEmpty)
            throw new ArgumentException("A categorical draw needs at least one weight.", nameof(cumulativeWeights));
        float threshold = UniformWord(word) * cumulativeWeights[^1];
        int index = 0;
        for (int category = 0; category < cumulativeWeights.Length - 1; category++)
            index += cumulativeWeights[category] <= threshold ? 1 : 0;
        return index;
    }
}
