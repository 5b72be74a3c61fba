using GenGpu.Core.Random;
using MathNet.Numerics.Distributions;

namespace GenGpu.Accelerators.Tests.Simd;

public class RandomDefinitionTests
{
    // Known answers of the authors' Random123 library (tests/kat_vectors).
    [Theory]
    [InlineData(10, 0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(10, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(10, 0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    [InlineData(7, 0u, 0u, 0u, 0u, 0u, 0u, 0x5f6fb709u, 0x0d893f64u, 0x4f121f81u, 0x4f730a48u)]
    [InlineData(7, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x5207ddc2u, 0x45165e59u, 0x4d8ee751u, 0x8c52f662u)]
    [InlineData(7, 0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0x4dfccabau, 0x190a87f0u, 0xc47362bau, 0xb6b5242au)]
    public void PhiloxKnownAnswers(int rounds, uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint w0, uint w1, uint w2, uint w3)
    {
        Assert.Equal(new PhiloxBlock(w0, w1, w2, w3), Philox.Generate(new PhiloxBlock(c0, c1, c2, c3), k0, k1, rounds));
    }

    [Fact]
    public void TenThousandthWordOfTheStandardEngine()
    {
        // C++26 [rand.predef]: the 10000th call of a default-constructed philox4x32 gives 1955073260; its seed is 20111115.
        Assert.Equal(1955073260u, Philox.Generate(new PhiloxBlock(9999 / 4, 0, 0, 0), 20111115, 0)[9999 % 4]);
    }

    [Fact]
    public void ElementsHaveTheirOwnWords()
    {
        var seen = new HashSet<(uint, int)>();
        foreach (int row in new[] { 0, 1, 2, 77, RandomStream.MaximumRows - 1 })
            for (int sample = 0; sample < 4096; sample++)
                Assert.True(seen.Add((RandomStream.ElementBlock(row, sample), RandomStream.WordIndex(sample))));
        Assert.Equal(uint.MaxValue, RandomStream.ElementBlock(RandomStream.MaximumRows - 1, RandomStream.MaximumSamples - 1));
        var stream = new RandomStream(7, RandomPurpose.Train, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Word(RandomStream.MaximumRows, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Word(0, RandomStream.MaximumSamples));
        Assert.Throws<ArgumentOutOfRangeException>(() => (stream with { DrawSite = -1 }).Word(0, 0));
    }

    [Fact]
    public void BoundsOfUniformsAreExact()
    {
        Assert.Equal(0f, RandomDraws.UniformWord(0));
        Assert.Equal(1f - 1f / (1 << 24), RandomDraws.UniformWord(uint.MaxValue));
        Assert.Equal(0.5f / (1 << 23), RandomDraws.OpenUniformWord(0));
        Assert.Equal(1f - 0.5f / (1 << 23), RandomDraws.OpenUniformWord(uint.MaxValue));
        Assert.Equal(BitConverter.SingleToInt32Bits((float)Math.Pow(2, -30)) - 1, BitConverter.SingleToInt32Bits(RandomDraws.NormalScale));
        Assert.Equal(RandomDraws.NormalOffset, (float)Math.Pow(2, -31));
    }

    [Fact]
    public void NormalIsTheInverseDistributionFunction()
    {
        double worst = 0;
        foreach (uint word in WordsThatCoverEveryScale())
        {
            float q = MathF.FusedMultiplyAdd((int)(word & 0x7FFFFFFFu), RandomDraws.NormalScale, RandomDraws.NormalOffset);
            double exact = Normal.InvCDF(0, 1, q / 4.0);
            worst = Math.Max(worst, Math.Abs(RandomDraws.NormalWord(word | 0x80000000u) - exact));
            worst = Math.Max(worst, Math.Abs(RandomDraws.NormalWord(word & 0x7FFFFFFFu) + exact));
        }
        Assert.True(worst < 1e-6, $"largest error {worst:e2}");
        Assert.InRange(RandomDraws.NormalWord(0), 6.33f, 6.34f);
        Assert.InRange(RandomDraws.NormalWord(0x80000000u), -6.34f, -6.33f);
        Assert.InRange(RandomDraws.NormalWord(0x7FFFFFFFu), 0f, 1e-6f);
    }

    [Fact]
    public void NormalIsContinuousAtSegmentJoints()
    {
        for (uint joint = 192; joint < 255; joint++)
        {
            float below = NormalOfQ(BitConverter.UInt32BitsToSingle(((joint + 1) << 22) - 1));
            float above = NormalOfQ(BitConverter.UInt32BitsToSingle((joint + 1) << 22));
            Assert.True(Math.Abs(below - above) < 2e-6, $"jump of {below - above:e2} at joint {joint}");
        }
    }

    [Fact]
    public void CategoricalCountsWeights()
    {
        float[] weights = [1, 1, 3, 4];
        Assert.Equal(0, RandomDraws.CategoricalWord(0, weights));
        Assert.Equal(2, RandomDraws.CategoricalWord(0x40000000u, weights));
        Assert.Equal(3, RandomDraws.CategoricalWord(0xC0000000u, weights));
        Assert.Equal(3, RandomDraws.CategoricalWord(uint.MaxValue, weights));
        Assert.Throws<ArgumentException>(() => RandomDraws.CategoricalWord(0, []));
    }

    // The polynomial alone, at a given q: the word that leads there need not exist.
    private static float NormalOfQ(float q)
    {
        uint bits = BitConverter.SingleToUInt32Bits(q);
        int segment = (int)(bits >> 22) & 63;
        float t = BitConverter.UInt32BitsToSingle((bits & 0x3FFFFFu) | 0x3F800000u) - 1.25f;
        float value = 0;
        for (int degree = NormalTable.Degree; degree >= 0; degree--)
            value = MathF.FusedMultiplyAdd(value, t, NormalTable.Coefficients[degree * 64 + segment]);
        return value;
    }

    private static IEnumerable<uint> WordsThatCoverEveryScale()
    {
        for (uint word = 0; word < 40_000; word++)
            yield return word;
        for (int shift = 0; shift < 31; shift++)
            for (uint step = 0; step < 5000; step++)
                yield return (uint)((1ul << shift) * (1 + step / 5000.0));
        yield return 0x7FFFFFFFu;
    }
}
