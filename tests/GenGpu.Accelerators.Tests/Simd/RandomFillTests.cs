using System.Runtime.Intrinsics.X86;
using GenGpu.Core.Random;
using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Accelerators.Tests.Simd;

public unsafe class RandomFillTests
{
    private const float Guard = -12345f;

    public static TheoryData<int, int, int> Shapes()
    {
        var shapes = new TheoryData<int, int, int>();
        foreach ((int rows, int samples, int first) in new[] { (1, 1, 0), (1, 15, 64), (3, 16, 0), (2, 17, 128), (5, 63, 0), (3, 64, 0), (4, 65, 640), (2, 128, 0), (7, 129, 64), (5, 192, 64), (1, 200, 0), (4, 208, 128), (9, 256, 0), (3, 320, 64), (2, 333, 0), (3, 5000, 192) })
            shapes.Add(rows, samples, first);
        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EveryWidthFollowsTheDefinition(int rows, int samples, int first)
    {
        Check<Lanes128>(rows, samples, first);
        if (Avx2.IsSupported && Fma.IsSupported)
            Check<Lanes256>(rows, samples, first);
        if (Avx512F.IsSupported)
            Check<Lanes512>(rows, samples, first);
    }

    [Fact]
    public void TailsOfTheNormalAreTransformedAsDefined()
    {
        TransformTails<Lanes128>();
        if (Avx2.IsSupported && Fma.IsSupported)
            TransformTails<Lanes256>();
        if (Avx512F.IsSupported)
            TransformTails<Lanes512>();
    }

    private static void Check<TLanes>(int rows, int samples, int first)
        where TLanes : struct, ILanes<TLanes>
    {
        var stream = new RandomStream(0x123456789ABCDEF0, RandomPurpose.Sample, 5, 77, 3);
        int padded = (samples + 15) & ~15;
        int stride = padded + 32;
        var values = new float[rows * stride];
        void Fill(Action<nint> fill, Func<uint, float> definition, string name)
        {
            Array.Fill(values, Guard);
            fixed (float* p = values)
                fill((nint)p);
            for (int row = 0; row < rows; row++)
            {
                for (int s = 0; s < samples; s++)
                {
                    uint expected = BitConverter.SingleToUInt32Bits(definition(stream.Word(row, first + s)));
                    uint actual = BitConverter.SingleToUInt32Bits(values[row * stride + s]);
                    Assert.True(expected == actual, $"{typeof(TLanes).Name} {name} [{row}, {s}]: {actual:x8} instead of {expected:x8}");
                }
                for (int s = padded; s < stride; s++)
                    Assert.Equal(Guard, values[row * stride + s]);
            }
        }
        Fill(p => RandomFills<TLanes>.Words((uint*)p, stride, rows, samples, first, stream), BitConverter.UInt32BitsToSingle, "words");
        Fill(p => RandomFills<TLanes>.Uniform((float*)p, stride, rows, samples, first, stream), RandomDraws.UniformWord, "uniform");
        Fill(p => RandomFills<TLanes>.OpenUniform((float*)p, stride, rows, samples, first, stream), RandomDraws.OpenUniformWord, "open uniform");
        Fill(p => RandomFills<TLanes>.Normal((float*)p, stride, rows, samples, first, stream), RandomDraws.NormalWord, "normal");

        var probabilities = new float[values.Length];
        for (int i = 0; i < probabilities.Length; i++)
            probabilities[i] = i % 7 == 3 ? float.NaN : i % 11 / 10f;
        int at = 0;
        Fill(
            p =>
            {
                fixed (float* q = probabilities)
                    RandomFills<TLanes>.Bernoulli((float*)p, q, stride, rows, samples, first, stream);
            },
            word =>
            {
                int row = at / samples, s = at++ % samples;
                return RandomDraws.BernoulliWord(word, probabilities[row * stride + s]);
            },
            "Bernoulli");

        float[] weights = [0.25f, 0.25f, 1f, 1.5f, 2f];
        rows = 1;
        stride = padded;
        Fill(
            p =>
            {
                fixed (float* q = weights)
                    RandomFills<TLanes>.Categorical((float*)p, q, 0, weights.Length, samples, first, stream);
            },
            word => RandomDraws.CategoricalWord(word, weights),
            "categorical");
    }

    private static void TransformTails<TLanes>()
        where TLanes : struct, ILanes<TLanes>
    {
        const int Count = 1 << 16;
        var words = new uint[Count];
        for (int i = 0; i < Count; i++)
        {
            // Groups of sixteen with none, one or all lanes in the tail; magnitudes of every scale.
            uint magnitude = (uint)(i * 2654435761L) & 0x7FFFFFFFu;
            words[i] = (i / 16 % 3) switch { 0 => magnitude, 1 => i % 16 == 5 ? magnitude >> 16 : magnitude | 0x100000, _ => magnitude >> (15 + i % 17) }
                | ((uint)i << 31);
        }
        var values = (uint[])words.Clone();
        fixed (uint* p = values)
            NormalTransform<TLanes>.Apply((float*)p, Count);
        for (int i = 0; i < Count; i++)
            Assert.Equal(BitConverter.SingleToUInt32Bits(RandomDraws.NormalWord(words[i])), values[i]);
    }
}
