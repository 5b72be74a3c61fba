using GenGpu.Models.Families;
using GenGpu.Models.Likelihoods;
using GenGpu.Models.Targets;
using GenGpu.Reference;

namespace GenGpu.Models.Tests.Families;

/// <summary>The exact likelihoods against sums written down a second time, in the simplest way.</summary>
public sealed class LikelihoodTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(21)]
    public void Gaussian_rbm_is_the_mixture_of_its_hidden_states(int hidden)
    {
        // 5 hidden units are enumerated by the evaluator, 21 are beyond its enumeration and go by quadrature; the test sums 2^H Gaussians in both cases.
        Target target = TargetCatalog.Get("1d-trimodal");
        using ModelRunner runner = Rbm(target, (2 * hidden) + 2, []);
        Assert.Equal(hidden, runner.Model.HiddenWidth);
        var random = new Random(1);
        float[] weight = Normals(random, hidden, 0.25f);
        float[] hiddenBias = Normals(random, hidden, 0.5f);
        runner.Write("weight", weight);
        runner.Write("hiddenBias", hiddenBias);
        runner.Write("visibleBias", 0.3f);
        runner.Write("logSigma", -0.4f);
        double variance = Math.Exp(2 * (double)-0.4f);
        double bias = 0.3f;
        double[] means = new double[1 << hidden];
        double[] masses = new double[means.Length];
        for (int state = 0; state < means.Length; state++)
        {
            double mean = bias;
            double exponent = 0;
            for (int unit = 0; unit < hidden; unit++)
            {
                if ((state >> unit & 1) == 1)
                    (mean, exponent) = (mean + weight[unit], exponent + hiddenBias[unit]);
            }

            means[state] = mean;
            masses[state] = Math.Exp(exponent + (mean * mean - bias * bias) / (2 * variance));
        }

        double total = masses.Sum();
        LikelihoodReport report = runner.Model.Likelihood!.Evaluate(runner.Ensemble, 0);
        Assert.Equal(Math.Log(total * Math.Sqrt(2 * Math.PI * variance)), report.LogPartition!.Value, 1e-7);
        if (hidden > 10)
            return;
        double divergence = 0;
        double likelihood = 0;
        const double spacing = 0.05;
        foreach (double x in Enumerable.Range(-120, 241).Select(i => i * spacing))
        {
            double density = 0;
            for (int state = 0; state < means.Length; state++)
            {
                double distance = (x - means[state]) * (x - means[state]) / (2 * variance);
                density += masses[state] / total * Math.Exp(-distance);
            }

            density /= Math.Sqrt(2 * Math.PI * variance);
            double logTarget = target.LogDensity([x]);
            divergence += spacing * Math.Exp(logTarget) * (logTarget - Math.Log(density));
            likelihood += spacing * Math.Exp(logTarget) * Math.Log(density);
        }

        Assert.Equal(divergence, report.KlDivergence!.Value, 1e-7);
        Assert.Equal(likelihood, report.MeanLogLikelihood!.Value, 1e-7);
    }

    [Fact]
    public void Two_visibles_agree_between_enumeration_and_quadrature()
    {
        // The same law twice: 20 hidden units are enumerated, 21 - the last without effect - integrated; an idle unit adds log 2 to log Z.
        Target target = TargetCatalog.Get("2d-gmm");
        var reports = new List<LikelihoodReport>();
        foreach (int hidden in new[] { 20, 21 })
        {
            using ModelRunner runner = Rbm(target, (3 * hidden) + 2, new() { ["visibleSigma"] = "0.5" });
            Assert.Equal(hidden, runner.Model.HiddenWidth);
            var random = new Random(7);
            float[] weight = [.. Normals(random, 40, 0.4f), .. new float[2 * (hidden - 20)]];
            runner.Write("weight", weight);
            runner.Write("hiddenBias", [.. Normals(random, 20, 0.5f), .. new float[hidden - 20]]);
            runner.Write("visibleBias", 0.2f, -0.1f);
            reports.Add(runner.Model.Likelihood!.Evaluate(runner.Ensemble, 0));
        }

        Assert.StartsWith("enumeration", reports[0].Method);
        Assert.StartsWith("quadrature", reports[1].Method);
        Assert.Equal(reports[0].LogPartition!.Value + Math.Log(2), reports[1].LogPartition!.Value, 1e-7);
        Assert.Equal(reports[0].KlDivergence!.Value, reports[1].KlDivergence!.Value, 1e-7);
    }

    [Fact]
    public void An_rbm_that_equals_the_target_has_divergence_zero()
    {
        // Without weights the RBM is a single Gaussian.
        var target = new GaussianMixtureTarget("one", GaussianMixture.Spherical([[0.7, -0.2]], 0.6));
        using ModelRunner runner = Rbm(target, 10, []);
        runner.Write("weight", new float[4]);
        runner.Write("visibleBias", 0.7f, -0.2f);
        runner.Write("logSigma", MathF.Log(0.6f), MathF.Log(0.6f));
        Assert.Equal(0, runner.Model.Likelihood!.Evaluate(runner.Ensemble, 0).KlDivergence!.Value, 1e-9);
        runner.Write("logSigma", MathF.Log(0.66f), MathF.Log(0.6f));
        double expected = Math.Log(1.1) + (1 / 1.21 - 1) / 2;
        Assert.Equal(expected, runner.Model.Likelihood!.Evaluate(runner.Ensemble, 0).KlDivergence!.Value, 1e-7);
    }

    [Theory]
    [InlineData("1d-bimodal", 1)]
    [InlineData("2d-mix-gauss", 2)]
    public void Vae_with_a_linear_decoder_is_a_Gaussian(string name, int dimensions)
    {
        // Biases large enough keep every hidden unit positive on the grid, so x = A z + c and p(x) = N(c, A A^T + beta / 2 I) (Tipping and Bishop 1999).
        Target target = TargetCatalog.Get(name);
        TrainableModel model = FamilyCatalog.Get("vae").Create(target, new FamilyOptions { Budget = 60, SampleBatchSize = 8 });
        using var accelerator = ReferenceAccelerator.CreateFloat();
        using var runner = new ModelRunner(accelerator, model);
        int hidden = model.HiddenWidth;
        float[] first = new float[2 * hidden];
        float[] second = new float[dimensions * hidden];
        (first[0], first[3]) = (1, 1);
        (second[0], second[1]) = (1.5f, 0.5f);
        if (dimensions == 2)
            (second[hidden], second[hidden + 1]) = (-0.25f, 1.25f);
        float[] firstBias = new float[hidden];
        (firstBias[0], firstBias[1]) = (8, 8);
        runner.Write("decoder.0.weight", first);
        runner.Write("decoder.0.bias", firstBias);
        runner.Write("decoder.1.weight", second);
        runner.Write("decoder.1.bias", dimensions == 1 ? [-16] : [-16, -8]);
        double expected = 0;
        const double beta = 0.1f;
        double a = (1.5 * 1.5) + (0.5 * 0.5) + (beta / 2);
        double b = dimensions == 1 ? 0 : (-1.5 * 0.25) + (0.5 * 1.25);
        double d = dimensions == 1 ? 1 : (0.25 * 0.25) + (1.25 * 1.25) + (beta / 2);
        double determinant = (a * d) - (b * b);
        const double spacing = 0.1;
        for (double x = -6; x < 6.05; x += spacing)
        {
            for (double y = dimensions == 1 ? 0 : -6; y < (dimensions == 1 ? 0.05 : 6.05); y += spacing)
            {
                double[] point = dimensions == 1 ? [x] : [x, y];
                double logTarget = target.LogDensity(point);
                double square = ((d * x * x) - (2 * b * x * y) + (a * y * y)) / determinant;
                double logModel = (-0.5 * square) - (0.5 * Math.Log(determinant)) - (0.5 * dimensions * Math.Log(2 * Math.PI));
                expected += Math.Pow(spacing, dimensions) * Math.Exp(logTarget) * (logTarget - logModel);
            }
        }

        LikelihoodReport report = model.Likelihood!.Evaluate(runner.Ensemble, 0);
        Assert.Equal(expected, report.KlDivergence!.Value, 1e-5);
        Assert.Equal(-report.KlDivergence.Value - target.Entropy!.Value, report.MeanLogLikelihood!.Value, 1e-6);
        Assert.True(report.ErrorEstimate < 1e-4);
    }

    [Fact]
    public void Softmax_rbm_is_enumerated()
    {
        Target target = TargetCatalog.Get("1d-poisson");
        TrainableModel model = FamilyCatalog.Get("rbm").Create(target, new FamilyOptions { Budget = 100, Bins = 8 });
        using var accelerator = ReferenceAccelerator.CreateFloat();
        using var runner = new ModelRunner(accelerator, model);
        int hidden = model.HiddenWidth;
        var random = new Random(3);
        float[] weight = Normals(random, hidden * 8, 1);
        float[] visibleBias = Normals(random, 8, 1);
        runner.Write("weight", weight);
        runner.Write("visibleBias", visibleBias);
        double[] masses = new double[8];
        for (int category = 0; category < 8; category++)
        {
            for (int state = 0; state < 1 << hidden; state++)
                masses[category] += Math.Exp(visibleBias[category] + Enumerable.Range(0, hidden).Where(unit => (state >> unit & 1) == 1).Sum(unit => (double)weight[unit * 8 + category]));
        }

        double[] exact = target.CategoryMasses(new CategoryGrid(8))!;
        double expected = exact.Zip(masses, (p, q) => p * Math.Log(p / (q / masses.Sum()))).Sum();
        Assert.Equal(expected, model.Likelihood!.Evaluate(runner.Ensemble, 0).KlDivergence!.Value, 1e-6);
    }

    private static ModelRunner Rbm(Target target, int budget, Dictionary<string, string> settings)
    {
        TrainableModel model = FamilyCatalog.Get("rbm").Create(target, new FamilyOptions { Budget = budget, SampleBatchSize = 8, Settings = settings });
        return new ModelRunner(ReferenceAccelerator.CreateFloat(), model);
    }

    private static float[] Normals(Random random, int count, float scale) =>
        [.. Enumerable.Range(0, count).Select(_ => scale * (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
}
