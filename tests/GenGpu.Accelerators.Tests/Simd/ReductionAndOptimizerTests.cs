using GenGpu.Cpu.Kernels;
using GenGpu.Cpu.Simd;

namespace GenGpu.Accelerators.Tests.Simd;

public class ReductionAndOptimizerTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 15)]
    [InlineData(2, 16)]
    [InlineData(5, 33)]
    [InlineData(4, 128)]
    [InlineData(8, 48)]
    [InlineData(13, 128)]
    [InlineData(16, 20)]
    [InlineData(27, 64)]
    public void SumsAreCanonical(int rows, int samples)
    {
        float[] actual = Widths.Agree(new Sums(rows, samples), "sums");
        using var x = Guarded.Random(new Random(1), rows, samples, 16);
        var expected = new List<float>();
        for (int row = 0; row < rows; row++)
            expected.Add(DenseKernelTests.CanonicalDot(s => x[row, s], _ => 1f, samples));
        for (int s = 0; s < samples; s++)
        {
            float sum = 0f;
            for (int row = 0; row < rows; row++)
                sum += x[row, s];
            expected.Add(sum);
        }

        expected.Add(DenseKernelTests.CanonicalDot(s => x[0, s], s => x[0, s], samples));
        Widths.AssertSameBits(expected.ToArray(), actual, "sums");
    }

    [Fact]
    public void AdamFollowsItsFormulaAndFlushesSmallMoments()
    {
        const int Count = 37;
        float[] actual = Widths.Agree(new Optimizer(Count, 0), "Adam");
        float[][] v = Optimizer.Start(Count);
        (float c0, float c1) = (1f / (1 - 0.5f), 1f / (1 - 0.99f));
        for (int i = 0; i < Count; i++)
        {
            (double g, double p, double m, double s) = (v[0][i], v[1][i], v[2][i], v[3][i]);
            m = 0.5 * m + 0.5 * g;
            s = 0.99f * s + (1 - 0.99f) * g * g;
            (m, s) = (Math.Abs(m) < 1e-36 ? 0 : m, s < 1e-36 ? 0 : s);
            p -= 0.01f * c0 * m / (Math.Sqrt(s * c1) + 1e-8);
            Assert.Equal((float)p, actual[i], 1e-6f);
            Assert.Equal((float)m, actual[Count + i], 1e-6f);
            Assert.Equal((float)s, actual[2 * Count + i], 1e-6f);
            if (i % 4 == 0)
                Assert.Equal((0f, 0f), (actual[Count + i], actual[2 * Count + i]));
        }
    }

    [Fact]
    public void MomentumAndDescentFollowTheirFormulas()
    {
        const int Count = 37;
        float[][] v = Optimizer.Start(Count);
        float[] momentum = Widths.Agree(new Optimizer(Count, 1), "momentum");
        float[] descent = Widths.Agree(new Optimizer(Count, 2), "descent");
        for (int i = 0; i < Count; i++)
        {
            float velocity = MathF.FusedMultiplyAdd(0.9f, v[2][i], v[0][i]);
            velocity = Math.Abs(velocity) < 1e-36f ? 0f : velocity;
            Assert.Equal(velocity, momentum[Count + i]);
            Assert.Equal(MathF.FusedMultiplyAdd(-0.01f, velocity, v[1][i]), momentum[i]);
            Assert.Equal(MathF.FusedMultiplyAdd(-0.01f, v[0][i], v[1][i]), descent[i]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(37)]
    [InlineData(80)]
    public void OneValueThatIsNotFiniteIsFoundWhereverItStandsAndPaddingIsNot(int count)
    {
        float[] found = Widths.Agree(new Finite(count), "finite");
        Assert.Equal(Enumerable.Repeat(0f, 3 * count).Append(1f), found);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void PaddingStaysZeroWhateverThePaddingOfTheGradientHolds(int kind) =>
        Assert.Equal(new float[4 * 11], Widths.Agree(new PaddingAfter(kind), "padding"));

    private sealed class Sums(int rows, int samples) : Widths.IComputation
    {
        public unsafe float[] Run<TLanes>()
            where TLanes : struct, ILanes<TLanes>
        {
            using Guarded x = Guarded.Random(new Random(1), rows, samples, 16), perRow = new(1, rows), perSample = new(1, samples), squares = new(1, 1);
            for (int i = 0; i < perRow.Stride; i++)
                perRow.Data[i] = 0.5f;
            for (int i = 0; i < perSample.Stride; i++)
                perSample.Data[i] = 0.5f;
            ReductionKernels<TLanes>.SumOverSamples(perRow.Data, 1, x.Data, x.Stride, rows, samples);
            ReductionKernels<TLanes>.SumOverRows(perSample.Data, x.Data, x.Stride, rows, samples);
            squares[0, 0] = ReductionKernels<TLanes>.SumOfSquares(x.Data, samples);
            return [.. perRow.Values(), .. perSample.Values(), .. squares.Values()];
        }
    }

    /// <summary>The answers for NaN and either infinity at every place, then the one for finite values; the padding is NaN.</summary>
    private sealed class Finite(int count) : Widths.IComputation
    {
        public unsafe float[] Run<TLanes>()
            where TLanes : struct, ILanes<TLanes>
        {
            using Guarded first = Guarded.Random(new Random(1), 1, 5), g = Guarded.Random(new Random(2), 1, count, scale: float.MaxValue), last = Guarded.Random(new Random(3), 1, 33);
            AdamSegment* segments = stackalloc AdamSegment[3];
            segments[0] = new AdamSegment(null, first.Data, null, null, null, 5);
            segments[1] = new AdamSegment(null, g.Data, null, null, null, count);
            segments[2] = new AdamSegment(null, last.Data, null, null, null, 33);
            var found = new List<float>();
            foreach (float bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
            {
                for (int i = 0; i < count; i++)
                {
                    float kept = g[0, i];
                    g[0, i] = bad;
                    found.Add(Answer());
                    g[0, i] = kept;
                }
            }

            return [.. found, Answer()];

            float Answer()
            {
                bool all = OptimizerKernels<TLanes>.AreFinite(segments, 3);
                Assert.Equal(all, OptimizerKernels<TLanes>.IsFinite(g.Data, count));
                return all ? 1f : 0f;
            }
        }
    }

    /// <summary>The padding of parameter, moments and value after a step on 37 values, the gradient's being NaN.</summary>
    private sealed class PaddingAfter(int kind) : Widths.IComputation
    {
        private const int Count = 37, Padded = 48;

        public unsafe float[] Run<TLanes>()
            where TLanes : struct, ILanes<TLanes>
        {
            using Guarded g = Guarded.Random(new Random(1), 1, Count), p = Zeros(), m = Zeros(), v = Zeros(), w = Zeros();
            AdamSegment segment = new(p.Data, g.Data, null, m.Data, v.Data, Count);
            for (int i = 0; i < Count; i++)
                (p[0, i], m[0, i], v[0, i], w[0, i]) = (1f, 0.5f, 0.25f, 2f);
            if (kind == 0)
                OptimizerKernels<TLanes>.Adam(&segment, 1, new AdamStep(0.01f, 0.5f, 0.99f, 1e-8f, 2f, 100f));
            else if (kind == 1)
                OptimizerKernels<TLanes>.Momentum(p.Data, g.Data, m.Data, Count, 0.01f, 0.9f);
            else if (kind == 2)
                OptimizerKernels<TLanes>.Descend(p.Data, g.Data, Count, 0.01f);
            else
                OptimizerKernels<TLanes>.MovingAverage(p.Data, w.Data, Count, 0.9f);
            Assert.NotEqual(1f, p.Data[Count - 1]);
            return [.. new[] { p, m, v, w }.SelectMany(x => x.Values()[Count..])];
        }

        private static Guarded Zeros() => Guarded.Random(new Random(1), 1, Padded, scale: 0);
    }

    private sealed class Optimizer(int count, int kind) : Widths.IComputation
    {
        /// <summary>Gradient, parameter, first and second moment; every fourth gradient is 0 with moments about to leave the normal numbers.</summary>
        public static float[][] Start(int count)
        {
            var random = new Random(8);
            var v = new float[4][];
            for (int i = 0; i < 4; i++)
                v[i] = Enumerable.Range(0, count).Select(j => j % 4 == 0 && i != 1 ? (i == 0 ? 0f : 9e-37f) : (float)(random.NextDouble() + (i < 2 ? -0.5 : 0.1))).ToArray();
            return v;
        }

        public unsafe float[] Run<TLanes>()
            where TLanes : struct, ILanes<TLanes>
        {
            float[][] start = Start(count);
            using Guarded g = new(1, count), p = new(1, count), m = new(1, count), v = new(1, count);
            for (int i = 0; i < count; i++)
                (g[0, i], p[0, i], m[0, i], v[0, i]) = (start[0][i], start[1][i], start[2][i], start[3][i]);
            if (kind == 0)
            {
                // In two parameters where there are several groups: one step over both is the same.
                int first = count > 16 ? 16 : count;
                AdamSegment* segments = stackalloc AdamSegment[2];
                segments[0] = new AdamSegment(p.Data, g.Data, null, m.Data, v.Data, first);
                segments[1] = new AdamSegment(p.Data + 16, g.Data + 16, null, m.Data + 16, v.Data + 16, count - first);
                OptimizerKernels<TLanes>.Adam(segments, 2, new AdamStep(0.01f, 0.5f, 0.99f, 1e-8f, 1f / (1 - 0.5f), 1f / (1 - 0.99f)));
            }
            else if (kind == 1)
                OptimizerKernels<TLanes>.Momentum(p.Data, g.Data, m.Data, count, 0.01f, 0.9f);
            else
                OptimizerKernels<TLanes>.Descend(p.Data, g.Data, count, 0.01f);
            return [.. p.Values(), .. m.Values(), .. v.Values()];
        }
    }
}
