using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Cpu;
using GenGpu.Models.Metrics;
using GenGpu.Models.Targets;
using GenGpu.Models.Tests.Metrics;
using GenGpu.Reference;
using MathNet.Numerics.Distributions;

namespace GenGpu.Models.Tests.Targets;

/// <summary>Samplers of targets as programs, against exact laws. Every test fails a right sampler once in a million seeds, and a wrong twin must fail it.</summary>
public class SamplerTests
{
    private const int BatchSize = 4000;
    private const int Steps = 5;
    private const int Count = BatchSize * Steps;
    private const double FalseAlarm = 1e-6;

    public static TheoryData<string, string> Lines => Cross("1d-bimodal", "1d-trimodal", "1d-quadmodal", "1d-beta");

    public static TheoryData<string, string> Planes =>
        Cross("2d-mix-gauss", "2d-gmm", "ring-8", "grid-25", "circle", "line", "two-moons", "eight-gaussians", "swiss-roll", "pinwheel", "checkerboard");

    public static TheoryData<string, string> Binned => Cross("1d-bimodal", "1d-quadmodal", "1d-beta", "1d-poisson");

    public static TheoryData<string> Accelerators => ["reference", "cpu"];

    [Theory, MemberData(nameof(Lines))]
    public void SamplesOnTheLineFollowTheDistributionFunction(string accelerator, string name)
    {
        Target target = TargetCatalog.Get(name);
        float[] samples = Draw(accelerator, 1, g => target.Sample(g, "data"));
        AssertFollows(samples, target.Marginal(0)!);
    }

    [Theory, MemberData(nameof(Planes))]
    public void SamplesInThePlaneFollowTheBinMasses(string accelerator, string name)
    {
        Target target = TargetCatalog.Get(name);
        float[] samples = Draw(accelerator, 2, g => target.Sample(g, "data"));
        double[] masses = target.BinMasses(new HistogramGrid(2, 14, -3.5, 3.5))!;
        Assert.True(ChiSquarePasses(Counts(samples), masses));
        float[] twin = [.. samples];
        for (int sample = 0; sample < Count; sample++)
            (twin[sample], twin[Count + sample]) = (samples[Count + sample] + 0.1f, samples[sample]);
        Assert.False(ChiSquarePasses(Counts(twin), masses));
    }

    [Theory, MemberData(nameof(Accelerators))]
    public void IntegersFollowThePoissonProbabilities(string accelerator)
    {
        PoissonTarget target = new();
        float[] samples = Draw(accelerator, 1, g => target.Sample(g, "data"));
        double[] masses = new double[24];
        long[] counts = new long[24];
        for (int count = 0; count < 24; count++)
            masses[count] = Math.Exp(target.LogDensity([count - 4.0]));
        foreach (float sample in samples)
            counts[(int)sample + 4]++;
        Assert.True(ChiSquarePasses(counts, masses));
        // The twin counts from the wrong end by one in forty samples.
        for (int moved = 0; moved < Count / 40; moved++)
            (counts[3], counts[4]) = (counts[3] + 1, counts[4] - 1);
        Assert.False(ChiSquarePasses(counts, masses));
    }

    [Theory, MemberData(nameof(Binned))]
    public void OneHotSamplesFollowTheCategoryMasses(string accelerator, string name)
    {
        Target target = TargetCatalog.Get(name);
        CategoryGrid categories = new(20);
        float[] samples = Draw(accelerator, 20, g => target.SampleOneHot(g, "data", categories));
        long[] counts = new long[20];
        for (int sample = 0; sample < Count; sample++)
        {
            int ones = 0;
            for (int category = 0; category < 20; category++)
            {
                float value = samples[category * Count + sample];
                Assert.True(value is 0 or 1);
                ones += (int)value;
                counts[category] += (long)value;
            }
            Assert.Equal(1, ones);
        }
        double[] masses = target.CategoryMasses(categories)!;
        Assert.True(ChiSquarePasses(counts, masses));
        Assert.False(ChiSquarePasses([counts[^1], .. counts[..^1]], masses));
    }

    [Theory, MemberData(nameof(Accelerators))]
    public void UserMixturesFollowTheirProjections(string accelerator)
    {
        GaussianMixture mixture = new(
            [0.2, 0.5, 0.3],
            [[0, 1, 2], [-1, 0, 1], [2, 2, -2]],
            [[1, 0.5, 0.2, 0.5, 2, -0.3, 0.2, -0.3, 0.7], [0.3, 0, 0, 0, 0.4, 0, 0, 0, 0.5], [1, -0.9, 0, -0.9, 1, 0, 0, 0, 0.1]]);
        AssertProjections(accelerator, mixture);
        AssertProjections(accelerator, new GaussianMixture([1, 4], [[0, 0], [1, 3]], [[0.5, 0, 0, 2], [0.1, 0, 0, 0.3]]));
    }

    [Theory, MemberData(nameof(Accelerators))]
    public void DataTargetsDrawTrainingPointsEvenly(string accelerator)
    {
        float[] points = [.. Enumerable.Range(0, 250).SelectMany(point => new[] { (float)point, point % 7 })];
        DataTarget target = new("points", points, 2);
        float[] samples = Draw(accelerator, 2, g => target.Sample(g, "data"));
        Dictionary<float, int> index = Enumerable.Range(0, target.TrainCount).ToDictionary(point => target.Train[point], point => point);
        long[] counts = new long[target.TrainCount];
        for (int sample = 0; sample < Count; sample++)
        {
            int point = index[samples[sample]];
            Assert.Equal(target.Train[target.TrainCount + point], samples[Count + sample]);
            counts[point]++;
        }
        double[] even = [.. counts.Select(_ => 1.0 / counts.Length)];
        Assert.True(ChiSquarePasses(counts, even));
        counts[0] += counts[1];
        counts[1] = 0;
        Assert.False(ChiSquarePasses(counts, even));
    }

    [Fact]
    public void OneModelSamplesATargetInSeveralPrograms()
    {
        ModelBuilder model = new("sampler");
        Target target = TargetCatalog.Get("2d-gmm");
        foreach (string name in new[] { "first", "second" })
        {
            ProgramBuilder g = model.Program(name, 8, RandomPurpose.Train);
            g.Output("samples", target.Sample(g, "data"));
            g.Build();
        }
        Assert.Single(model.Build().Buffers);
    }

    private static void AssertProjections(string accelerator, GaussianMixture mixture)
    {
        GaussianMixtureTarget target = new("user", mixture);
        float[] samples = Draw(accelerator, mixture.Dimensions, g => target.Sample(g, "data"));
        float[] projected = new float[Count];
        foreach (double[] direction in Directions.Spread(6, mixture.Dimensions))
        {
            Directions.Project(samples, Count, direction, projected);
            AssertFollows(projected, target.Projection(direction));
        }
    }

    private static TheoryData<string, string> Cross(params string[] names)
    {
        TheoryData<string, string> data = [];
        foreach (string accelerator in new[] { "reference", "cpu" })
        {
            foreach (string name in names)
                data.Add(accelerator, name);
        }
        return data;
    }

    private static IAccelerator Create(string name) => name switch
    {
        "reference" => ReferenceAccelerator.CreateFloat(),
        "cpu" => new CpuAccelerator(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "unknown accelerator"),
    };

    private static float[] Draw(string accelerator, int rows, Func<ProgramBuilder, Value> sample)
    {
        ModelBuilder model = new("sampler");
        ProgramBuilder g = model.Program("sample", BatchSize, RandomPurpose.Train);
        g.Output("samples", sample(g));
        Program program = g.Build();
        ModelDefinition definition = model.Build();
        using IAccelerator machine = Create(accelerator);
        using IEnsemble ensemble = machine.CreateEnsemble(definition, [42UL]);
        float[] samples = new float[rows * Count];
        machine.Run([new Launch(ensemble, program, 0, Steps) { Outputs = [samples.AsMemory()] }]);
        return samples;
    }

    private static void AssertFollows(float[] samples, UnivariateLaw law)
    {
        // Kolmogorov: P(sqrt(n) D > t) is at most 2 exp(-2 t^2).
        double threshold = Math.Sqrt(-0.5 * Math.Log(FalseAlarm / 2));
        double distance = Kolmogorov(samples, law);
        Assert.True(distance < threshold, $"{distance} above {threshold}");
        Assert.True(Kolmogorov([.. samples.Select(sample => sample * 1.05f + 0.15f)], law) > threshold);
    }

    private static double Kolmogorov(float[] samples, UnivariateLaw law)
    {
        float[] sorted = [.. samples.Order()];
        double largest = 0;
        for (int index = 0; index < sorted.Length; index++)
        {
            double cdf = law.Cdf(sorted[index]);
            largest = Math.Max(largest, Math.Max(Math.Abs(cdf - (double)index / sorted.Length), Math.Abs(cdf - (index + 1.0) / sorted.Length)));
        }
        return Math.Sqrt(sorted.Length) * largest;
    }

    private static long[] Counts(float[] samples)
    {
        HistogramGrid grid = new(2, 14, -3.5, 3.5);
        long[] counts = new long[grid.CellCount + 1];
        new PlainKernels().Histogram(samples, Count, grid, counts);
        return counts;
    }

    private static bool ChiSquarePasses(long[] counts, double[] masses)
    {
        // Cells with fewer than five expected samples are pooled.
        double statistic = 0;
        double pooledMass = 0;
        long pooledCount = 0;
        int cells = 0;
        for (int cell = 0; cell < counts.Length; cell++)
        {
            double expected = masses[cell] * Count;
            if (expected < 5)
                (pooledMass, pooledCount) = (pooledMass + masses[cell], pooledCount + counts[cell]);
            else
                (statistic, cells) = (statistic + Math.Pow(counts[cell] - expected, 2) / expected, cells + 1);
        }
        if (pooledMass * Count > 1)
            (statistic, cells) = (statistic + Math.Pow(pooledCount - pooledMass * Count, 2) / (pooledMass * Count), cells + 1);
        else if (pooledCount > 20)
            return false;
        return statistic < ChiSquared.InvCDF(cells - 1, 1 - FalseAlarm);
    }
}
