using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Accelerators.Tests.Simd;

public class DenseKernelTests
{
    public static TheoryData<int, int, int> Shapes()
    {
        var shapes = new TheoryData<int, int, int>();
        foreach ((int m, int k, int samples) in new[]
        {
            (1, 1, 1), (13, 2, 128), (2, 17, 40), (19, 3, 64), (1, 24, 128), (13, 16, 128), (21, 2, 100), (9, 1, 144), (3, 14, 64), (4, 33, 130), (69, 16, 128), (1, 13, 128), (2, 13, 128), (16, 13, 100), (5, 3, 17), (6, 7, 15), (7, 161, 33), (11, 9, 64), (3, 500, 16), (27, 333, 50), (4, 4, 80),
        })
            shapes.Add(m, k, samples);
        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ForwardIsOneChainPerElement(int m, int k, int samples)
    {
        foreach (DenseActivation activation in Enum.GetValues<DenseActivation>())
        {
            if (activation == DenseActivation.MaskedByRelu && k > DenseDepth.Block)
                continue;
            foreach (bool withBias in new[] { false, true })
            {
                var computation = new Forward(m, k, samples, activation, withBias ? 0.2f : 1.7f, withBias);
                float[] actual = Widths.Agree(computation, $"forward {activation}");
                float[] expected = computation.Expected();
                if (activation is DenseActivation.Tanh or DenseActivation.Sigmoid)
                {
                    for (int i = 0; i < expected.Length; i++)
                        Assert.Equal(expected[i], actual[i], 1e-6f);
                }
                else
                    Widths.AssertSameBits(expected, actual, $"forward {activation}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void TransposedIsOneChainPerElement(int m, int k, int samples)
    {
        var computation = new Transposed(m, k, samples);
        Widths.AssertSameBits(computation.Expected(), Widths.Agree(computation, "transposed"), "transposed");
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void BackwardWeightIsTheCanonicalSum(int m, int k, int samples)
    {
        var computation = new BackwardWeight(m, k, samples);
        Widths.AssertSameBits(computation.Expected(), Widths.Agree(computation, "backward weight"), "backward weight");
    }

    /// <summary>Group by group into 16 accumulators, then lane i + lane i + 8, + 4, + 2, + 1.</summary>
    internal static float CanonicalDot(Func<int, float> a, Func<int, float> b, int count)
    {
        var lanes = new float[16];
        for (int s = 0; s < (count + 15) / 16 * 16; s++)
            lanes[s % 16] = MathF.FusedMultiplyAdd(s < count ? a(s) : 0f, s < count ? b(s) : 0f, lanes[s % 16]);
        for (int half = 8; half >= 1; half /= 2)
            for (int i = 0; i < half; i++)
                lanes[i] += lanes[i + half];
        return lanes[0];
    }

    private abstract unsafe class Layer(int m, int k, int samples)
    {
        protected int M => m;

        protected int K => k;

        protected int Samples => samples;

        protected Guarded Weights { get; } = Flat(m * k, 1);

        protected Guarded Bias { get; } = Flat(m, 2);

        protected Guarded X { get; } = Guarded.Random(new Random(3), k, samples, 16);

        protected Guarded Dy { get; } = Guarded.Random(new Random(4), m, samples, 32);

        protected static Guarded Flat(int count, int seed)
        {
            // Exactly as long as the data, so that a read past the end meets the guard band's odd values.
            var matrix = Guarded.Random(new Random(seed), (count + 15) / 16, 16);
            return matrix;
        }
    }

    private sealed unsafe class Forward(int m, int k, int samples, DenseActivation activation, float slope, bool withBias) : Layer(m, k, samples), Widths.IComputation
    {
        public float[] Run<TLanes>()
            where TLanes : struct, ILanes<TLanes>
        {
            using var y = new Guarded(M, Samples);
            // The mask has the strides of the result; for an even number of samples it stands where the result goes.
            using var mask = Guarded.Random(new Random(9), M, Samples);
            nint at = (nint)(mask.Data - y.Data);
            if (Samples % 2 == 0)
            {
                for (int i = 0; i < M; i++)
                {
                    for (int s = 0; s < Samples; s++)
                        y[i, s] = mask[i, s];
                }

                at = 0;
            }

            new DenseProduct<TLanes>(M, K, false, activation, slope).Run(Weights.Data, withBias ? Bias.Data : null, X.Data, X.Stride, y.Data, y.Stride, Samples, at);
            return y.Values();
        }

        public float[] Expected()
        {
            var y = new float[M * Samples];
            using var mask = Guarded.Random(new Random(9), M, Samples);
            for (int i = 0; i < M; i++)
            {
                for (int s = 0; s < Samples; s++)
                {
                    float sum = withBias ? Bias.Data[i] : 0f;
                    for (int j = 0; j < K; j++)
                        sum = MathF.FusedMultiplyAdd(Weights.Data[i * K + j], X[j, s], sum);
                    y[i * Samples + s] = activation switch
                    {
                        DenseActivation.Relu => sum > 0 ? sum : 0f,
                        DenseActivation.LeakyRelu => sum > 0 ? sum : slope * sum,
                        DenseActivation.MaskedByRelu => mask[i, s] > 0 ? sum : slope * sum,
                        DenseActivation.Tanh => (float)Math.Tanh(sum),
                        DenseActivation.Sigmoid => (float)(1 / (1 + Math.Exp(-sum))),
                        _ => sum,
                    };
                }
            }
            return y;
        }
    }

    private sealed unsafe class Transposed(int m, int k, int samples) : Layer(m, k, samples), Widths.IComputation
    {
        public float[] Run<TLanes>()
            where TLanes : struct, ILanes<TLanes>
        {
            using var dx = Guarded.Random(new Random(5), K, Samples);
            new DenseProduct<TLanes>(M, K, true, DenseActivation.None, 0f).Run(Weights.Data, null, Dy.Data, Dy.Stride, dx.Data, dx.Stride, Samples, 0);
            return dx.Values();
        }

        public float[] Expected()
        {
            var dx = new float[K * Samples];
            for (int j = 0; j < K; j++)
            {
                for (int s = 0; s < Samples; s++)
                {
                    float sum = 0f;
                    for (int i = 0; i < M; i++)
                        sum = MathF.FusedMultiplyAdd(Weights.Data[i * K + j], Dy[i, s], sum);
                    dx[(j * Samples) + s] = sum;
                }
            }

            return dx;
        }
    }

    private sealed unsafe class BackwardWeight(int m, int k, int samples) : Layer(m, k, samples), Widths.IComputation
    {
        public float[] Run<TLanes>()
            where TLanes : struct, ILanes<TLanes>
        {
            using Guarded gradient = Flat(M * K, 6), bias = Flat(M, 7), alone = Flat(M * K, 6), sums = Flat(M, 7);
            WeightGradientKernels<TLanes>.BackwardWeight(Dy.Data, Dy.Stride, X.Data, X.Stride, gradient.Data, bias.Data, M, K, Samples);
            WeightGradientKernels<TLanes>.BackwardWeight(Dy.Data, Dy.Stride, X.Data, X.Stride, alone.Data, null, M, K, Samples);
            ReductionKernels<TLanes>.SumOverSamples(sums.Data, 1, Dy.Data, Dy.Stride, M, Samples);
            Widths.AssertSameBits(alone.Values(), gradient.Values(), "with and without sums");
            Widths.AssertSameBits(sums.Values(), bias.Values(), "sums beside products and alone");
            return [.. gradient.Values(), .. bias.Values()];
        }

        public float[] Expected()
        {
            using Guarded gradient = Flat(M * K, 6), bias = Flat(M, 7);
            for (int i = 0; i < M; i++)
            {
                for (int j = 0; j < K; j++)
                {
                    gradient.Data[i * K + j] = CanonicalDot(s => Dy[i, s], s => X[j, s], Samples);
                }
            }
            for (int i = 0; i < M; i++)
                bias.Data[i] = CanonicalDot(s => Dy[i, s], _ => 1f, Samples);
            return [.. gradient.Values(), .. bias.Values()];
        }
    }
}
