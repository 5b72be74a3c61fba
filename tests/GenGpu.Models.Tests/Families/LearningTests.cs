using GenGpu.Cpu;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;

namespace GenGpu.Models.Tests.Families;

/// <summary>Short trainings that must learn. The yardstick is the Gaussian with the target's moments, which every family holds without learning any structure.</summary>
public sealed class LearningTests
{
    [Theory]
    [InlineData("rbm", "1d-bimodal", 0, 6000)]
    [InlineData("rbm", "2d-mix-gauss", 0, 5000)]
    [InlineData("vae", "1d-bimodal", 0, 4000)]
    public void Exact_divergence_falls_below_half_of_the_best_Gaussian(string family, string name, int bins, int steps)
    {
        Target target = TargetCatalog.Get(name);
        TrainableModel model = FamilyCatalog.Get(family).Create(target, new FamilyOptions { Budget = 310, Bins = bins, Steps = steps });
        using var accelerator = new CpuAccelerator();
        using var runner = new ModelRunner(accelerator, model, 1, 2, 3);
        runner.Train(steps);
        // The best Gaussian has the target's moments and the divergence log(deviation sqrt(2 pi e)) - entropy, summed over axes (uncorrelated targets).
        double gaussian = -target.Entropy!.Value;
        for (int axis = 0; axis < target.Dimensions; axis++)
            gaussian += Math.Log(target.StandardDeviation(axis) * Math.Sqrt(2 * Math.PI * Math.E));
        double[] divergences = [.. Enumerable.Range(0, 3).Select(i => model.Likelihood!.Evaluate(runner.Ensemble, i).KlDivergence!.Value).Order()];
        Assert.InRange(divergences[1], 0, gaussian / 2);
    }

    [Theory]
    [InlineData("gan")]
    [InlineData("vae")]
    [InlineData("rbm")]
    public void Binned_samples_come_nearer_to_the_masses_than_the_uniform_law(string family)
    {
        Target target = TargetCatalog.Get("1d-poisson");
        TrainableModel model = FamilyCatalog.Get(family).Create(target, new FamilyOptions { Budget = 310, Bins = 15, Steps = 4000, Settings = new Dictionary<string, string> { ["learningRate"] = "0.003" } });
        using var accelerator = new CpuAccelerator();
        using var runner = new ModelRunner(accelerator, model, 1, 2, 3);
        runner.Train(4000);
        double[] masses = target.CategoryMasses(model.Categories!.Value)!;
        double uniform = masses.Sum(m => Math.Abs(m - (1.0 / 15))) / 2;
        double[] distances = new double[3];
        for (int index = 0; index < 3; index++)
        {
            float[] categories = runner.Run(model.Sample, model.CategoriesOutput, 10, index);
            distances[index] = Enumerable.Range(0, 15).Sum(c => Math.Abs(masses[c] - (categories.Count(x => x == c) / (double)categories.Length))) / 2;
        }

        Assert.InRange(distances.Order().ElementAt(1), 0, uniform / 2);
    }

    [Fact]
    public void Gan_moves_its_samples_onto_the_target()
    {
        Target target = TargetCatalog.Get("1d-beta");
        TrainableModel model = FamilyCatalog.Get("gan").Create(target, new FamilyOptions { Budget = 310, Steps = 6000, Settings = new Dictionary<string, string> { ["learningRate"] = "0.001" } });
        using var accelerator = new CpuAccelerator();
        using var runner = new ModelRunner(accelerator, model, 1, 2, 3);
        double before = MedianDistance();
        runner.Train(6000);
        Assert.InRange(MedianDistance(), 0, before / 3);

        double MedianDistance() => Enumerable.Range(0, 3).Select(index =>
        {
            float[] samples = [.. runner.Sample(5, index).Order()];
            return samples.Select((x, i) => Math.Abs(x - target.Marginal(0)!.Quantile((i + 0.5) / samples.Length))).Average();
        }).Order().ElementAt(1);
    }

    [Fact]
    public void Persistent_chains_outlive_a_launch_and_schedules_reach_zero()
    {
        TrainableModel model = FamilyCatalog.Get("rbm").Create(
            TargetCatalog.Get("1d-bimodal"), new FamilyOptions { Budget = 40, BatchSize = 8, Steps = 20, Settings = new Dictionary<string, string> { ["chains"] = "pcd", ["gibbsSteps"] = "2" } });
        using var accelerator = new CpuAccelerator(1);
        using var runner = new ModelRunner(accelerator, model);
        float[] start = runner.Read("chain");
        Assert.Equal(8, start.Distinct().Count());
        runner.Train(20);
        float[] later = runner.Read("chain");
        Assert.NotEqual(start, later);
        // Step 20 lies at the end of the cosine: the rate is 0, the chain moves on, the parameters do not.
        float[] weight = runner.Read("weight");
        runner.Train(1, 20);
        Assert.Equal(weight, runner.Read("weight"));
        Assert.NotEqual(later, runner.Read("chain"));
    }
}
