using GenGpu.Cpu;
using GenGpu.Models.Diffusion;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;
using GenGpu.Models.Tests.Families;

namespace GenGpu.Models.Tests.Diffusion;

/// <summary>Short trainings that must learn; the yardstick is the Gaussian with the target's moments.</summary>
public sealed class DiffusionLearningTests
{
    [Theory]
    [InlineData("1d-bimodal", 310, 1, 4000)]
    [InlineData("circle", 1600, 2, 3000)]
    public void The_bound_falls_below_half_of_the_best_Gaussian(string name, int budget, int layers, int steps)
    {
        Target target = TargetCatalog.Get(name);
        TrainableModel model = new DiffusionFamily().Create(
            target, new FamilyOptions { Budget = budget, HiddenLayers = layers, Steps = steps, Settings = new Dictionary<string, string> { ["learningRate"] = "0.005" } });
        using var accelerator = new CpuAccelerator();
        using var runner = new ModelRunner(accelerator, model, 1, 2, 3);
        runner.Train(steps);
        double gaussian = -target.Entropy!.Value;
        for (int axis = 0; axis < target.Dimensions; axis++)
            gaussian += Math.Log(target.StandardDeviation(axis) * Math.Sqrt(2 * Math.PI * Math.E));
        double[] divergences = [.. Enumerable.Range(0, 3).Select(i => model.Likelihood!.Evaluate(accelerator, runner.Ensemble, i).KlDivergence!.Value).Order()];
        Assert.InRange(divergences[1], 0, gaussian / 2);

        // The score as well, where noise and data are of one size and structure matters most.
        ScoreError middle = ScoreErrors.Measure(accelerator, runner.Ensemble, 0, model).MinBy(error => Math.Abs(error.AlphaBar - 0.8))!;
        Assert.InRange(middle.Error, 0, middle.GaussianError / 2);
    }
}
