using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Cpu;
using GenGpu.Models.Conditions;
using GenGpu.Models.Energies;
using GenGpu.Models.Estimators;
using GenGpu.Models.Families;
using GenGpu.Models.Flows;
using GenGpu.Models.Tests.Families;

namespace GenGpu.Models.Tests.Flows;

/// <summary>Flows learn Boltzmann distributions from the energy alone, under every objective; one that learned another energy is told apart; trials that diverge do so alone.</summary>
public sealed class FlowLearningTests
{
    [Theory]
    [InlineData("double-well", "coupling=spline", 800, 0.9)]
    [InlineData("double-well", "coupling=spline,gradient=path", 600, 0.9)]
    [InlineData("double-well", "coupling=spline,objective=forward", 1200, 0.9)]
    [InlineData("double-well", "coupling=spline,objective=mixed", 800, 0.9)]
    [InlineData("double-well", "coupling=spline,objective=alpha2,replayBlocks=8", 150, 0.8)]
    [InlineData("funnel-3", "coupling=affine,mask=halves,actNorm=on", 1500, 0.25)]
    [InlineData("phi4-free-4x4", "coupling=affine,conditioner=convolution,base=normal", 300, 0.5)]
    [InlineData("phi4-free-4x4", "coupling=affine,conditioner=convolution", 300, 0.97)]
    [InlineData("phi4-free-2x6", "coupling=affine,conditioner=convolution", 300, 0.97)]
    [InlineData("xy-4", "bins=4", 400, 0.6)]
    public void The_effective_sample_size_and_log_Z_become_right(string energy, string settings, int steps, double atLeast)
    {
        using var accelerator = new CpuAccelerator(2);
        TrainableModel model = FlowCase.Create(energy, "learningRate=0.003," + settings, 128, steps: steps, budget: 2500);
        using var runner = new ModelRunner(accelerator, model);
        double before = Weigh(runner, model, (EnergyTarget)model.Target).EffectiveSampleFraction;
        runner.Train(steps);
        ImportanceWeights weights = Weigh(runner, model, (EnergyTarget)model.Target);
        Assert.True(weights.EffectiveSampleFraction > atLeast, $"ESS {before} before, {weights.EffectiveSampleFraction} after");
        Assert.True(weights.EffectiveSampleFraction > before + 0.1);
        double exact = ((EnergyTarget)model.Target).LogPartition!.Value;
        Assert.True(Math.Abs(weights.LogPartition.Value - exact) < 5 * weights.LogPartition.Error, $"log Z {weights.LogPartition} for {exact}");

        // The wrong twin: the same samples judged by another temperature.
        var twin = new EnergyTarget(((EnergyTarget)model.Target).Energy, 2);
        ImportanceWeights wrong = Weigh(runner, model, twin);
        Assert.True(Math.Abs(wrong.LogPartition.Value - exact) > 5 * wrong.LogPartition.Error);
    }

    [Fact]
    public void One_flow_knows_the_free_energy_at_every_temperature_of_an_interval()
    {
        using var accelerator = new CpuAccelerator(2);
        var condition = Condition.Interval("beta", 0.5, 2, isGeometric: true);
        TrainableModel model = FlowCase.Create("double-well", "learningRate=0.003,coupling=spline", 128, condition, 1000, 2500);
        using var runner = new ModelRunner(accelerator, model);
        runner.Train(1000);
        foreach (double beta in new[] { 0.5, 1, 2 })
        {
            runner.Ensemble.WriteHyper(0, model.Definition.FindHyper(ConditionSet.HyperName)!, [(float)beta]);
            ImportanceWeights weights = Weigh(runner, model, null);
            double exact = EnergyCatalog.Get("double-well").LogPartition(beta)!.Value;
            Assert.True(weights.EffectiveSampleFraction > 0.6, $"beta {beta}: {weights.EffectiveSampleFraction}");
            Assert.True(Math.Abs(weights.LogPartition.Value - exact) < 5 * weights.LogPartition.Error, $"beta {beta}: {weights.LogPartition} for {exact}");
        }
    }

    [Fact]
    public void Trials_that_diverge_say_where_and_disturb_no_other()
    {
        // A rate so high that many trials fail, each at a step of its own.
        const string settings = "coupling=affine,scaleBound=80,optimizer=sgd,schedule=constant,learningRate=0.1";
        TrainableModel model = FlowCase.Create("double-well", settings, 32, budget: 300);
        using var accelerator = new CpuAccelerator(2);
        ulong[] seeds = [.. Enumerable.Range(0, 60).Select(i => (ulong)i)];
        using var runner = new ModelRunner(accelerator, model, seeds);
        runner.Train(150);
        ModelStatus[] statuses = [.. Enumerable.Range(0, seeds.Length).Select(runner.Ensemble.Status)];
        int[] failed = [.. Enumerable.Range(0, seeds.Length).Where(i => statuses[i].State == ModelState.Diverged)];
        int[] running = [.. Enumerable.Range(0, seeds.Length).Where(i => statuses[i].State == ModelState.Running)];
        Assert.True(failed.Length > 0 && running.Length > 0, $"{failed.Length} failed, {running.Length} run");
        Assert.All(failed, i => Assert.True(statuses[i].Step < 150 && statuses[i].Value!.Length > 0));
        foreach (int survivor in running.Take(3))
        {
            using var alone = new ModelRunner(accelerator, model, seeds[survivor]);
            alone.Train(150);
            foreach (StateSlot slot in model.Definition.State.Where(slot => slot.Role == StateRole.Parameter))
                Assert.Equal(alone.Read(slot.Name), runner.Read(slot.Name, survivor));
            Assert.All(runner.Read("final.shift", survivor), value => Assert.True(float.IsFinite(value)));
        }
    }

    /// <summary>Weights of 64 batches; with a target their energies are computed anew on the host.</summary>
    private static ImportanceWeights Weigh(ModelRunner runner, TrainableModel model, EnergyTarget? target)
    {
        const int steps = 300;
        WeightedSamples layout = model.Weighted!;
        float[] samples = runner.Run(model.Sample, WeightedSamples.OutputName, steps);
        int count = steps * model.Sample.BatchSize;
        var weights = new ImportanceWeights();
        double[] x = new double[layout.Dimensions];
        for (int sample = 0; sample < count; sample++)
        {
            double reduced = samples[(layout.ReducedEnergy * count) + sample];
            if (target is not null)
            {
                for (int axis = 0; axis < x.Length; axis++)
                    x[axis] = samples[(axis * count) + sample];
                double host = target.Beta * target.Energy.Evaluate(x);
                if (target == model.Target)
                    Assert.Equal(host, reduced, 1e-3 * (1 + Math.Abs(host)));
                reduced = host;
            }

            weights.Add(-reduced - samples[(layout.LogDensity * count) + sample]);
        }

        return weights;
    }
}
