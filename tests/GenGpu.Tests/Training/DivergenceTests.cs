using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Training;

namespace GenGpu.Tests.Training;

/// <summary>Many seeds of the double well at a learning rate that is far too high: whoever diverges is named with step and cause, and disturbs nobody.</summary>
public sealed class DivergenceTests
{
    private const int Steps = 300;

    [Fact]
    public void A_seed_that_diverges_is_named_and_disturbs_no_other() => Run(seeds: 60, alone: 4);

    [Fact]
    [Trait("Category", "Long")]
    public void Of_a_thousand_seeds_each_that_diverges_is_named_and_disturbs_no_other() => Run(seeds: 1000, alone: 20);

    private static void Run(int seeds, int alone)
    {
        TrainingConfiguration configuration = TinyRun.Configuration("unused", "flow") with
        {
            Energy = "double-well",
            Budget = 300,
            Steps = Steps,
            BatchSize = 32,
            Seeds = seeds,
            EvaluationInterval = 10_000,
            SnapshotPercent = 0,
            Settings = new Dictionary<string, string>
            {
                ["couplings"] = "4",
                ["coupling"] = "affine",
                ["scaleBound"] = "30",
                ["learningRate"] = "0.2",
                ["schedule"] = "constant",
            },
        };
        RunPlan plan = RunPlan.Create(configuration);
        using IAccelerator accelerator = AcceleratorChoice.Create("cpu", 0).Accelerator;
        using var run = new TrainingRun(configuration, plan.Models, plan.CreateMetrics(accelerator, null), accelerator);
        TrainingResult result = new Trainer(run, null, TimeSpan.Zero, _ => { }).Train(default);
        SummaryDocument summary = SummaryBuilder.Build(plan, result, []);
        TrialGroup group = run.Groups[0];
        Trial[] diverged = [.. group.Trials.Where(trial => trial.Status.State == ModelState.Diverged)];
        Trial[] survivors = [.. group.Trials.Except(diverged)];

        // Both kinds are there, or nothing is tested.
        Assert.InRange(diverged.Length, seeds / 20, seeds * 19 / 20);
        Assert.Equal(diverged.Length, summary.Models[0].Diverged);
        string[] parameters = [.. plan.Models[0].Definition.State.Where(slot => slot.Role == StateRole.Parameter).Select(slot => slot.Name)];
        foreach (Trial trial in diverged)
        {
            Assert.InRange(trial.Status.Step, 0, Steps - 1);
            Assert.Contains(trial.Status.Value, parameters);
            Assert.Contains(summary.Notes, note => note.StartsWith(FormattableString.Invariant($"FLOW with seed {trial.Seed} diverged at step {trial.Status.Step} ({trial.Status.Value});"), StringComparison.Ordinal));
        }

        Assert.All(survivors, trial => Assert.True(group.CopyState(trial.Index).All(values => values.All(float.IsFinite)), $"seed {trial.Seed}"));
        foreach (Trial trial in Some(survivors, alone).Concat(Some(diverged, alone)))
        {
            TrainingConfiguration own = configuration with { Seeds = 1, Seed = trial.Seed, Threads = 1 };
            using var single = new TrainingRun(own, plan.Models, plan.CreateMetrics(accelerator, null), accelerator);
            new Trainer(single, null, TimeSpan.Zero, _ => { }).Train(default);
            Assert.Equal(trial.Status, single.Groups[0].Trials[0].Status);
            if (trial.Status.State != ModelState.Diverged)
                Assert.Equal(group.CopyState(trial.Index), single.Groups[0].CopyState(0));
        }
    }

    private static IEnumerable<Trial> Some(Trial[] trials, int count) => Enumerable.Range(0, Math.Min(count, trials.Length)).Select(place => trials[(int)((long)place * trials.Length / count)]);
}
