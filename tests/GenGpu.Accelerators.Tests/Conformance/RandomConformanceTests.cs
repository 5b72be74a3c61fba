using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Reference;
using MathNet.Numerics.Distributions;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>Draws: the words are those of the definition, the distributions are right, and no word is drawn twice.</summary>
public class RandomConformanceTests
{
    private const int Rows = 8;
    private const int BatchSize = 200;
    private const int StepCount = 40;
    private const int Count = Rows * BatchSize * StepCount;

    // Kolmogorov-Smirnov: P(sqrt(n) D > 1.95) = 2 exp(-2 1.95^2) = 0.001. The seed is fixed.
    private static readonly double Threshold = 1.95 / Math.Sqrt(Count);

    public static TheoryData<string, Distribution> Distributions
    {
        get
        {
            var data = new TheoryData<string, Distribution>();
            foreach (string accelerator in AcceleratorUnderTest.Names)
            {
                foreach (Distribution distribution in Enum.GetValues<Distribution>())
                    data.Add(accelerator, distribution);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Distributions))]
    public void WordsAreThoseOfTheDefinition(string accelerator, Distribution distribution)
    {
        float[] draws = Stream(accelerator, g => g.Draw(distribution, Shape.Batched(Rows, BatchSize), "site"), out int site);
        for (int row = 0; row < Rows; row++)
        {
            for (int step = 0; step < StepCount; step++)
            {
                var stream = new RandomStream(77, RandomPurpose.Evaluate, site, (uint)step);
                for (int sample = 0; sample < BatchSize; sample++)
                {
                    uint word = stream.Word(row, sample);
                    float expected = distribution switch
                    {
                        Distribution.Uniform => RandomDraws.UniformWord(word),
                        Distribution.OpenUniform => RandomDraws.OpenUniformWord(word),
                        _ => RandomDraws.NormalWord(word),
                    };
                    Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(draws[(((row * StepCount) + step) * BatchSize) + sample]));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.All), MemberType = typeof(AcceleratorUnderTest))]
    public void DistributionsPassKolmogorovSmirnovAndTheirWrongTwinsFail(string accelerator)
    {
        var normal = new Normal(0, 1);
        double Gumbel(double x) => Math.Exp(-Math.Exp(-x));
        double Uniform(double x) => Math.Clamp(x, 0, 1);
        float[] normals = Stream(accelerator, g => g.Normal(Rows, "normal"), out _);
        float[] uniforms = Stream(accelerator, g => g.Uniform(Rows, "uniform"), out _);
        float[] open = Stream(accelerator, g => g.Draw(Distribution.OpenUniform, Shape.Batched(Rows, BatchSize), "open"), out _);
        float[] gumbels = Stream(accelerator, g => g.Gumbel(Rows, "gumbel"), out _);
        Assert.InRange(Distance(normals, normal.CumulativeDistribution), 0, Threshold);
        Assert.InRange(Distance(uniforms, Uniform), 0, Threshold);
        Assert.InRange(Distance(open, Uniform), 0, Threshold);
        Assert.InRange(Distance(gumbels, Gumbel), 0, Threshold);

        Assert.True(Distance([.. normals.Select(x => 1.06f * x)], normal.CumulativeDistribution) > Threshold);
        Assert.True(Distance([.. uniforms.Select(x => x * x * 0.05f + (x * 0.95f))], Uniform) > Threshold);
        Assert.True(Distance([.. open.Select(x => 0.98f * x)], Uniform) > Threshold);
        Assert.True(Distance([.. gumbels.Select(x => x + 0.05f)], Gumbel) > Threshold);
    }

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.All), MemberType = typeof(AcceleratorUnderTest))]
    public void MomentsOfNormalsAreRight(string accelerator)
    {
        float[] x = Stream(accelerator, g => g.Normal(Rows, "normal"), out _);
        // Standard errors of the first four moments of n normals: sqrt(1, 2, 15, 96) / sqrt(n); bounds at 4 of them.
        double[] expected = [0, 1, 0, 3], variances = [1, 2, 15, 96];
        for (int k = 1; k <= 4; k++)
        {
            double moment = x.Average(v => Math.Pow(v, k)), bound = 4 * Math.Sqrt(variances[k - 1] / Count);
            Assert.InRange(moment - expected[k - 1], -bound, bound);
        }

        // Neighbours, steps and rows are uncorrelated.
        foreach (int lag in new[] { 1, 16, 64, BatchSize, BatchSize * StepCount })
        {
            double correlation = Enumerable.Range(0, Count - lag).Average(i => (double)x[i] * x[i + lag]);
            Assert.InRange(correlation, -4 / Math.Sqrt(Count - lag), 4 / Math.Sqrt(Count - lag));
        }
    }

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.All), MemberType = typeof(AcceleratorUnderTest))]
    public void FrequenciesOfDiscreteDrawsAreRight(string accelerator)
    {
        float[] bernoulli = Stream(accelerator, g => g.Bernoulli(g.BroadcastTo(g.Constant(0.3f), Shape.Batched(Rows, BatchSize)), "bernoulli"), out _);
        RequireFrequencies(bernoulli, [0.7, 0.3]);
        float[] categorical = Stream(accelerator, g => g.Categorical(g.Hyper(g.Model.Hyper("weights", 4, 1, [1, 0, 5, 2])), "categorical"), out _);
        RequireFrequencies(categorical, [0.125, 0, 0.625, 0.25]);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => RequireFrequencies(bernoulli, [0.68, 0.32]));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => RequireFrequencies(categorical, [0.15, 0, 0.6, 0.25]));
    }

    [Fact]
    public void NoWordIsDrawnTwiceInARun()
    {
        foreach (string name in SmallModels.All.Keys)
        {
            var seen = new HashSet<(ulong, PhiloxBlock, int)>();
            using var accelerator = new ReferenceAccelerator<float>
            {
                DrawObserver = (stream, row, sample) => Assert.True(
                    seen.Add((stream.Seed, new PhiloxBlock(RandomStream.ElementBlock(row, sample), stream.SiteWord, stream.Step, stream.Iteration), RandomStream.WordIndex(sample))),
                    $"{name}: {stream}, row {row}, sample {sample} is drawn twice"),
            };
            ModelDefinition definition = SmallModels.All[name]();
            using IEnsemble ensemble = Training.Initialised(accelerator, definition, 1, 2);
            accelerator.Run([Training.Steps(ensemble, 0, 5)]);
            if (definition.Programs.Any(p => p.Name == "sample"))
                accelerator.Run([new Launch(ensemble, definition.Program("sample"), 0, 3)]);
            Assert.NotEmpty(seen);
            // Drawing the same step again must be seen: the check can fail.
            Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => accelerator.Run([Training.Steps(ensemble, 4, 1)]));
        }
    }

    private static float[] Stream(string accelerator, Func<ProgramBuilder, Value> draw, out int site)
    {
        using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator);
        var model = new ModelBuilder("draws");
        ProgramBuilder g = model.Program("draw", BatchSize, RandomPurpose.Evaluate);
        g.Output("draws", draw(g));
        Program program = g.Build();
        site = program.Instructions().Select(i => i.Attributes).OfType<DrawAttributes>().Single().Site;
        using IEnsemble ensemble = underTest.CreateEnsemble(model.Build(), [77]);
        float[] draws = new float[program.Outputs[0].LengthPerModel(StepCount)];
        underTest.Run([new Launch(ensemble, program, 0, StepCount) { Outputs = [draws] }]);
        return draws;
    }

    private static double Distance(float[] samples, Func<double, double> cumulative)
    {
        float[] sorted = [.. samples.Order()];
        double distance = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double f = cumulative(sorted[i]);
            distance = Math.Max(distance, Math.Max(f - ((double)i / sorted.Length), ((i + 1.0) / sorted.Length) - f));
        }

        return distance;
    }

    private static void RequireFrequencies(float[] draws, double[] expected)
    {
        for (int k = 0; k < expected.Length; k++)
        {
            double bound = 4 * Math.Sqrt(expected[k] * (1 - expected[k]) / draws.Length);
            Assert.InRange((draws.Count(x => x == k) / (double)draws.Length) - expected[k], -bound, bound);
        }
    }
}
