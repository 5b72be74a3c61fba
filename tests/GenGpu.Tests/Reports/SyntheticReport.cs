using GenGpu.Reports;

namespace GenGpu.Tests.Reports;

/// <summary>Reports as a real run makes them, from made-up models that approach the target during training.</summary>
internal static class SyntheticReport
{
    private static readonly string[] Names = ["GAN", "VAE", "RBM"];

    public static RunReport OneDimension(int models = 3, int seeds = 8, int samples = 5_000)
    {
        double[] means = [-2, 0, 2];
        return Create("1d-trimodal, budget 1600, batch 128, 8 seeds", ["x"], models, seeds, samples, (random, blur) => [(float)(means[random.Next(3)] + ((0.35 + blur) * Normal(random)))]) with
        {
            Range = (-3.5, 3.5),
            TargetDensity = x => means.Average(mean => Math.Exp(-0.5 * (x - mean) * (x - mean) / 0.1225) / 0.35 / Math.Sqrt(2 * Math.PI)),
        };
    }

    public static RunReport Binned(int models = 3, int samples = 5_000)
    {
        double[] points = [.. Enumerable.Range(0, 20).Select(i => -3.5 + (i * 7.0 / 19))];
        double[] masses = [.. points.Select(point => Math.Exp(-0.5 * point * point))];
        double sum = masses.Sum();
        RunReport report = Create("1d-poisson, 20 bins, budget 1600", ["x"], models, 1, samples, (random, blur) => [(float)points[(int)Math.Clamp(Math.Round(((1 + blur) * Normal(random) + 3.5) / 7 * 19), 0, 19)]]);
        return report with { Range = (-3.5, 3.5), Categories = points, CategoryMasses = [.. masses.Select(mass => mass / sum)], Manifold = Manifold("x") };
    }

    public static RunReport TwoDimensions(int models = 3, int samples = 20_000)
    {
        double[][] means = [[1.5, 1.5], [1.5, -1.5], [-1.5, 1.5], [-1.5, -1.5]];
        double[] tilt = [0.8, -0.8, 0, 0];
        return Create("2d-gmm, budget 310, batch 128, seed 42", ["x", "y"], models, 1, samples, (random, blur) =>
        {
            int k = random.Next(4);
            double a = Normal(random), b = Normal(random), scale = 0.7 + blur;
            return [(float)(means[k][0] + (scale * a)), (float)(means[k][1] + (scale * ((tilt[k] * a) + (Math.Sqrt(1 - (tilt[k] * tilt[k])) * b))))];
        }) with
        { Range = (-3.5, 3.5), WassersteinName = "sliced W1", Manifold = Manifold("x", "y") };
    }

    public static RunReport FourDimensions(int models = 3, int samples = 5_000) =>
        Create("wine measurements, 4 of 13 columns, held-out half", ["alcohol / % vol", "malic acid / (g/l)", "ash / (g/l)", "proline / (mg/l)"], models, 1, samples, (random, blur) =>
        {
            double a = Normal(random), b = Normal(random), c = Normal(random);
            return [(float)(13 + (0.8 * a)), (float)Math.Exp(0.6 + (0.5 * b) + (blur * c)), (float)(2.4 + (0.27 * ((0.6 * a) + (0.8 * c)))), (float)(750 + (300 * ((0.7 * a) + (0.7 * Normal(random)))) + (300 * blur))];
        }) with
        { KlDivergenceName = "mean KL(target ‖ model) of the columns", WassersteinName = "sliced W1 (standardised)", Manifold = Manifold("alcohol / % vol", "malic acid / (g/l)", "ash / (g/l)", "proline / (mg/l)") };

    private static RunReport Create(string title, string[] columns, int models, int seeds, int samples, Func<Random, double, float[]> draw)
    {
        var random = new Random(5);
        ReportSamples Samples(int count, double blur)
        {
            float[] values = new float[columns.Length * count];
            for (int i = 0; i < count; i++)
            {
                float[] point = draw(random, blur);
                for (int d = 0; d < columns.Length; d++)
                    values[(d * count) + i] = point[d];
            }

            return new ReportSamples(columns.Length, values);
        }

        ModelReport Model(int m)
        {
            long[] steps = [.. Enumerable.Range(1, 200).Select(i => i * 500L)];
            MetricCurve Curve(double end, double start, double noise)
            {
                double[][] values = [.. Enumerable.Range(0, seeds).Select(_ => steps.Select((step, i) => ((end + (start * Math.Pow(step / 500.0, -1.1))) * Math.Exp(noise * Normal(random)))).ToArray())];
                double[] At(Func<double[], double> pick) => [.. steps.Select((_, i) => pick([.. values.Select(seed => seed[i]).Order()]))];
                return seeds == 1 ? MetricCurve.OfOneSeed(values[0]) : new MetricCurve(At(sorted => sorted[sorted.Length / 2]), At(sorted => sorted[0]), At(sorted => sorted[^1]));
            }

            double final = new[] { 0.05, 0.12, 0.3 }[m % 3];
            ModelSnapshot[] snapshots = [.. Enumerable.Range(1, 20).Select(i => new ModelSnapshot(5 * i, Samples(samples, final + (1.5 / i / i))))];
            return new ModelReport(Names[m % 3], steps, Curve(0.3 * final, 2, m == 0 ? 0.5 : 0.08), Curve(0.5 * final, 0.8, m == 0 ? 0.3 : 0.1), snapshots[^1].Samples, snapshots);
        }

        return new RunReport(title, columns, Samples(Math.Max(samples, 20_000), 0), [.. Enumerable.Range(0, models).Select(Model)])
        {
            KlDivergenceFloor = new MetricFloor(0.0076, 0.002),
            WassersteinFloor = new MetricFloor(0.019, 0.008),
        };
    }

    private static LatentManifold Manifold(params string[] outputs)
    {
        const int Side = 41;
        float[] means = new float[outputs.Length * Side * Side];
        for (int output = 0; output < outputs.Length; output++)
        {
            for (int i = 0; i < Side * Side; i++)
            {
                double z1 = -3 + (i % Side * 0.15), z2 = -3 + (i / Side * 0.15);
                means[(output * Side * Side) + i] = (float)(2 * Math.Tanh(((output % 2 == 0 ? z1 : z2) * 1.5) + (0.3 * z1 * z2)));
            }
        }

        return new LatentManifold(-3, 3, Side, means, outputs);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
