using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Accelerators.Tests.Simd;

/// <summary>Products that gather their source give the bits of the plain products on what was gathered before.</summary>
public class GatheredKernelTests
{
    public static TheoryData<int, int, int, int> Shapes()
    {
        var shapes = new TheoryData<int, int, int, int>();
        foreach ((int m, int depth, int sites, int samples) in new[]
        {
            (1, 1, 1, 16), (8, 9, 16, 64), (8, 72, 9, 64), (2, 72, 5, 64), (1, 9, 4, 80), (3, 5, 7, 48), (5, 3, 4, 128), (7, 161, 3, 64), (6, 330, 2, 32), (4, 4, 6, 16), (13, 27, 8, 192),
        })
            shapes.Add(m, depth, sites, samples);
        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void DenseHasTheBitsOfThePlainProduct(int m, int depth, int sites, int samples)
    {
        foreach (DenseActivation activation in Enum.GetValues<DenseActivation>().Where(a => a != DenseActivation.MaskedByRelu))
        {
            foreach (bool withBias in new[] { false, true })
            {
                float[] actual = Widths.Agree(new Product(m, depth, sites, samples, activation, withBias, isGathered: true), $"gathered {activation}");
                float[] expected = new Product(m, depth, sites, samples, activation, withBias, isGathered: false).Run<Lanes128>();
                Widths.AssertSameBits(expected, actual, $"gathered {activation}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void TheWeightGradientHasTheBitsOfThePlainOne(int m, int depth, int sites, int samples)
    {
        float[] actual = Widths.Agree(new WeightGradient(m, depth, sites, samples, isGathered: true), "gathered weight gradient");
        Widths.AssertSameBits(new WeightGradient(m, depth, sites, samples, isGathered: false).Run<Lanes128>(), actual, "gathered weight gradient");
    }

    private abstract unsafe class Layer(int m, int depth, int sites, int samples)
    {
        private const int SourceRows = 11;

        private readonly Guarded source = Guarded.Random(new Random(3), SourceRows, samples, 16);

        /// <summary>Row of the source for term d at site i, at d * sites + i.</summary>
        private int[] Rows { get; } = [.. Enumerable.Range(0, depth * sites).Select(i => ((i * 7) + (i / 5)) % SourceRows)];

        protected int M => m;

        protected int Depth => depth;

        protected int Sites => sites;

        protected int Samples => samples;

        protected float* Source => source.Data;

        /// <summary>What the table gathers, [depth, sites * samples].</summary>
        protected Guarded Gathered()
        {
            var gathered = new Guarded(depth, sites * samples);
            for (int d = 0; d < depth; d++)
            {
                for (int column = 0; column < sites * samples; column++)
                    gathered[d, column] = source[Rows[(d * sites) + (column / samples)], column % samples];
            }

            return gathered;
        }

        protected int[] BySite() => [.. Enumerable.Range(0, depth * sites).Select(i => Rows[(i % depth * sites) + (i / depth)] * source.Stride)];

        protected int[] ByTerm() => [.. Rows.Select(row => row * source.Stride)];
    }

    private sealed unsafe class Product(int m, int depth, int sites, int samples, DenseActivation activation, bool withBias, bool isGathered)
        : Layer(m, depth, sites, samples), Widths.IComputation
    {
        public float[] Run<TLanes>()
            where TLanes : struct, ILanes<TLanes>
        {
            using Guarded weights = Guarded.Random(new Random(1), M, Depth, 0), bias = Guarded.Random(new Random(2), 1, M), y = new(M, Sites * Samples);
            float[] packed = weights.Values();
            fixed (float* w = packed)
            {
                float* b = withBias ? bias.Data : null;
                if (isGathered)
                {
                    new GatheredProduct<TLanes>(M, Depth, BySite(), activation, 0.2f).Run(w, b, Source, y.Data, y.Stride, Samples, Samples);
                }
                else
                {
                    using Guarded x = Gathered();
                    new DenseProduct<TLanes>(M, Depth, false, activation, 0.2f).Run(w, b, x.Data, x.Stride, y.Data, y.Stride, Sites * Samples, 0);
                }
            }

            return y.Values();
        }
    }

    private sealed unsafe class WeightGradient(int m, int depth, int sites, int samples, bool isGathered) : Layer(m, depth, sites, samples), Widths.IComputation
    {
        public float[] Run<TLanes>()
            where TLanes : struct, ILanes<TLanes>
        {
            using Guarded dy = Guarded.Random(new Random(4), M, Sites * Samples, 32);
            float[] gradient = new float[M * Depth];
            fixed (float* to = gradient)
            {
                if (isGathered)
                {
                    fixed (int* offsets = ByTerm())
                        GatheredWeightGradient<TLanes>.Run(dy.Data, dy.Stride, Source, offsets, to, M, Depth, Sites, Samples);
                }
                else
                {
                    using Guarded x = Gathered();
                    WeightGradientKernels<TLanes>.BackwardWeight(dy.Data, dy.Stride, x.Data, x.Stride, to, null, M, Depth, Sites * Samples);
                }
            }

            return gradient;
        }
    }
}
