using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Cpu;
using GenGpu.Models.Diffusion;
using GenGpu.Models.Families;
using GenGpu.Models.Likelihoods;
using GenGpu.Models.Targets;
using GenGpu.Models.Tests.Families;
using GenGpu.Models.Tests.Flows;
using GenGpu.Reference;
using MathNet.Numerics.Distributions;

namespace GenGpu.Models.Tests.Diffusion;

/// <summary>
/// Networks that are perfect by construction: for a standard normal E[v | x_t] = 0, so all weights are 0; one categorical variable needs the logarithms of its masses and nothing else. Samplers, bound and
/// score must then be exact, and with a twin that is slightly wrong they must not.
/// </summary>
public sealed class PerfectModelTests
{
    private const double FalseAlarm = 1e-6;

    [Theory]
    [InlineData("reference", "sampler=ancestral,sampleSteps=10", true)]
    [InlineData("cpu", "sampler=ancestral,sampleSteps=10", true)]
    [InlineData("cpu", "sampler=ancestral,sampleSteps=100,noiseSchedule=linear", true)]
    [InlineData("cpu", "sampler=ddim,sampleSteps=500", true)]
    [InlineData("cpu", "sampler=ancestral,variance=posterior,sampleSteps=500", true)]
    [InlineData("cpu", "sampler=ancestral,variance=posterior,sampleSteps=10", false)]
    [InlineData("cpu", "sampler=ddim,sampleSteps=10", false)]
    [InlineData("cpu", "sampler=ancestral,sampleSteps=10,sampleBound=1", false)]
    public void Samples_of_a_normal_law_are_exact(string accelerator, string settings, bool isExact)
    {
        var target = new GaussianMixtureTarget("normal", GaussianMixture.Spherical([[1.5]], 0.7));
        using IAccelerator machine = Machine(accelerator);
        using var runner = new ModelRunner(machine, Create(target, settings));
        Clear(runner);
        float[] sorted = [.. runner.Sample(20).Order()];
        double largest = 0;
        UnivariateLaw law = target.Marginal(0);
        for (int index = 0; index < sorted.Length; index++)
            largest = Math.Max(largest, Math.Abs(law.Cdf(sorted[index]) - ((index + 0.5) / sorted.Length)));
        // Kolmogorov: P(sqrt(n) D > t) is at most 2 exp(-2 t^2). Few steps of DDIM, or with the posterior's variance, narrow the law; they are the twins.
        Assert.Equal(isExact, Math.Sqrt(sorted.Length) * largest < Math.Sqrt(-0.5 * Math.Log(FalseAlarm / 2)));
    }

    [Theory]
    [InlineData("reference", "", 0)]
    [InlineData("cpu", "", 0)]
    [InlineData("cpu", "noiseSchedule=linear", 0)]
    // (r - 1 - log r) / 2 summed over t, r the ratio of the two variances: what the narrower one costs.
    [InlineData("cpu", "variance=posterior", 1)]
    public void The_bound_of_a_normal_law_is_tight(string accelerator, string settings, int isLoose)
    {
        var target = new GaussianMixtureTarget("normal", new GaussianMixture(null, [[1.5, -2]], [[0.49, 0, 0, 4]]));
        using IAccelerator machine = Machine(accelerator);
        TrainableModel model = Create(target, settings);
        using var runner = new ModelRunner(machine, model);
        Clear(runner);
        LikelihoodReport report = model.Likelihood!.Evaluate(machine, runner.Ensemble, 0);
        NoiseSchedule schedule = model.Diffusion!;
        double narrow = Enumerable.Range(2, schedule.Steps - 1).Select(t => schedule.NoiseVariance(t) / schedule.NoiseVariance(t - 1)).Sum(r => r - 1 - Math.Log(r));
        Assert.True(report.IsBound);
        // Five standard errors, and the hundredth of a percent by which x_0 given x_1 is no normal of variance 1 / SNR(1).
        Assert.Equal(isLoose * narrow, report.KlDivergence!.Value, (5 * report.ErrorEstimate) + 2e-4);
        Assert.Equal(-target.Entropy!.Value, report.PerfectMean!.Value, 1e-12);
        Assert.Equal(report.PerfectMean.Value - report.KlDivergence.Value, report.MeanLogLikelihood!.Value, 1e-12);
        Assert.InRange(report.ErrorEstimate, 1e-6, 0.05);
        if (isLoose == 1)
            Assert.InRange(narrow, 0.3, 2);
    }

    [Theory]
    [InlineData("reference", "sampler=ancestral,sampleSteps=10")]
    [InlineData("cpu", "sampler=ancestral,sampleSteps=10")]
    [InlineData("cpu", "sampler=ddim,sampleSteps=10")]
    public void Categories_are_exact(string accelerator, string settings)
    {
        Target target = TargetCatalog.Get("1d-quadmodal");
        using IAccelerator machine = Machine(accelerator);
        TrainableModel model = Create(target, settings, bins: 9);
        using var runner = new ModelRunner(machine, model);
        Clear(runner);
        double[] masses = target.CategoryMasses(model.Categories!.Value)!;
        Assert.False(Passes(), "all categories as likely is another law");
        Assert.True(model.Likelihood!.Evaluate(machine, runner.Ensemble, 0).KlDivergence > 0.02);
        float[] logits = [.. masses.Select(mass => (float)Math.Log(mass))];
        foreach (string slot in new[] { "denoiser.1.bias", "denoiser.1.bias.average" })
            runner.Write(slot, logits);
        Assert.True(Passes());
        LikelihoodReport report = model.Likelihood!.Evaluate(machine, runner.Ensemble, 0);
        Assert.InRange(report.ErrorEstimate, 1e-6, 0.03);
        Assert.Equal(0, report.KlDivergence!.Value, 5 * report.ErrorEstimate);

        bool Passes()
        {
            float[] categories = runner.Run(model.Sample, model.CategoriesOutput, 20);
            double statistic = Enumerable.Range(0, masses.Length).Sum(c => Math.Pow(categories.Count(x => x == c) - (masses[c] * categories.Length), 2) / (masses[c] * categories.Length));
            return statistic < ChiSquared.InvCDF(masses.Length - 1, 1 - FalseAlarm);
        }
    }

    [Theory]
    [InlineData("prediction=v")]
    [InlineData("prediction=x0")]
    [InlineData("prediction=epsilon")]
    public void Scores_are_measured_exactly(string settings)
    {
        var target = new GaussianMixtureTarget("normal", new GaussianMixture(null, [[1.5, -2]], [[0.49, 0, 0, 4]]));
        using IAccelerator machine = Machine("cpu");
        TrainableModel model = Create(target, settings);
        using var runner = new ModelRunner(machine, model);
        Clear(runner);
        IReadOnlyList<ScoreError> errors = ScoreErrors.Measure(machine, runner.Ensemble, 0, model);
        Assert.Equal((1, 1000), (errors[0].Time, errors[^1].Time));
        foreach (ScoreError error in errors)
        {
            Assert.Equal(0, error.GaussianError, 1e-9);
            // The noise in x_t is (1 - alphaBar)^(1/2) x_t, of which v = 0 gives all, epsilon = 0 nothing, and x_0 = 0 too much: x_t / (1 - alphaBar)^(1/2).
            double noise = Math.Sqrt(1 - error.AlphaBar);
            double expected = settings switch { "prediction=v" => 0, "prediction=epsilon" => noise, _ => (1 / noise) - noise };
            // Root mean squares of 1,000 normal pairs: five standard errors.
            Assert.Equal(expected, error.Error, (5 * expected / Math.Sqrt(4000)) + 1e-5);
        }
    }

    [Fact]
    public void Scores_of_mixtures_equal_differences_of_the_noised_density()
    {
        GaussianMixture noised = ((GaussianMixtureTarget)TargetCatalog.Get("2d-gmm")).Mixture.Standardised().Noised(0.6);
        var random = new Random(1);
        const double shift = 1e-5;
        for (int trial = 0; trial < 50; trial++)
        {
            double[] point = [(4 * random.NextDouble()) - 2, (4 * random.NextDouble()) - 2], score = new double[2];
            noised.Score(point, score);
            for (int axis = 0; axis < 2; axis++)
            {
                double[] above = [.. point], below = [.. point];
                above[axis] += shift;
                below[axis] -= shift;
                Assert.Equal((noised.LogDensity(above) - noised.LogDensity(below)) / (2 * shift), score[axis], 1e-8);
            }
        }

        // Noise keeps unit variance per axis: 0.6 + 0.4.
        Assert.Equal([1.0, 1.0], new[] { noised.Covariance[0], noised.Covariance[3] }.Select(variance => Math.Round(variance, 12)));
    }

    private static TrainableModel Create(Target target, string settings, int bins = 0) => new DiffusionFamily().Create(
        target, new FamilyOptions { Budget = bins > 0 ? 120 : 100, Bins = bins, Settings = FlowCase.Parse(settings) });

    private static void Clear(ModelRunner runner)
    {
        foreach (StateSlot slot in runner.Ensemble.Definition.State.Where(slot => slot.Role is StateRole.Parameter or StateRole.Average))
            runner.Write(slot.Name, new float[slot.Shape.ElementCount]);
    }

    private static IAccelerator Machine(string name) => name == "cpu" ? new CpuAccelerator(1) : ReferenceAccelerator.CreateFloat();
}
