using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Cpu;
using GenGpu.Models.Families;
using GenGpu.Models.Targets;
using GenGpu.Reference;

namespace GenGpu.Models.Tests.Families;

/// <summary>The moving average of weights, and RMSProp, against the recursions written out.</summary>
public sealed class WeightAverageTests
{
    private const string Slot = "generator.0.weight";

    [Fact]
    public void Averages_follow_the_recursion_and_start_at_the_weights()
    {
        TrainableModel model = Create(("emaDecay", "0.4"), ("learningRate", "0.01"));
        using ReferenceAccelerator<double> accelerator = ReferenceAccelerator.CreateDouble();
        using ReferenceEnsemble<double> ensemble = accelerator.CreateEnsemble(model.Definition, [3]);
        accelerator.Run([new Launch(ensemble, model.Initialise, 0, 1)]);
        double[] expected = Read(Slot);
        Assert.Equal(expected, Read(Slot + WeightAverage.Suffix));
        for (int step = 0; step < 12; step++)
        {
            accelerator.Run([new Launch(ensemble, model.Train, step, 1)]);
            // Steps 0 to 4 are below (1 + t) / (10 + t) = 0.4, the others at 0.4.
            double decay = Math.Min(0.4f, (1.0 + step) / (10.0 + step));
            expected = [.. expected.Zip(Read(Slot), (average, weight) => (decay * average) + ((1 - decay) * weight))];
            double[] got = Read(Slot + WeightAverage.Suffix);
            for (int i = 0; i < got.Length; i++)
                Assert.Equal(expected[i], got[i], 1e-7);
        }

        Assert.NotEqual(Read(Slot), Read(Slot + WeightAverage.Suffix));

        double[] Read(string slot) => ensemble.ReadState(0, model.Definition.FindState(slot)!);
    }

    [Fact]
    public void Samples_are_drawn_with_the_averages()
    {
        TrainableModel model = Create(("emaDecay", "0.99"));
        using var accelerator = new CpuAccelerator(1);
        using var runner = new ModelRunner(accelerator, model);
        runner.Train(5);
        float[] before = runner.Sample(1);
        runner.Write(Slot, new float[runner.Read(Slot).Length]);
        Assert.Equal(before, runner.Sample(1));
        runner.Write(Slot + WeightAverage.Suffix, new float[runner.Read(Slot).Length]);
        Assert.NotEqual(before, runner.Sample(1));
    }

    [Fact]
    public void Averages_cost_nothing_of_the_budget_and_a_decay_of_zero_keeps_none()
    {
        Assert.Equal(Create().ParameterCount, Create(("emaDecay", "0.5")).ParameterCount);
        Assert.DoesNotContain(Create(("emaDecay", "0")).Definition.State, slot => slot.Role == StateRole.Average);
        Assert.Equal("a.0.weight", WeightAverage.ParameterOf("a.0.weight" + WeightAverage.Suffix));
    }

    [Fact]
    public void Rms_prop_divides_by_the_root_of_the_averaged_square()
    {
        TrainableModel model = Create(("optimizer", "rmsprop"), ("beta2", "0.75"), ("epsilon", "0.5"), ("learningRate", "0.25"));
        TrainableModel plain = Create(("optimizer", "sgd"), ("learningRate", "1"));
        using ReferenceAccelerator<double> accelerator = ReferenceAccelerator.CreateDouble();
        using ReferenceEnsemble<double> ensemble = accelerator.CreateEnsemble(model.Definition, [3]);
        using ReferenceEnsemble<double> descent = accelerator.CreateEnsemble(plain.Definition, [3]);
        accelerator.Run([new Launch(ensemble, model.Initialise, 0, 1)]);
        const string slot = "discriminator.0.weight";
        double[] square = new double[Of(ensemble, model, slot).Length];
        for (int step = 0; step < 3; step++)
        {
            // One step of descent at rate 1 from the same parameters gives the gradient.
            foreach (StateSlot parameter in plain.Definition.State.Where(s => s.Role == StateRole.Parameter))
                descent.WriteState(0, parameter, Of(ensemble, model, parameter.Name));
            double[] start = Of(ensemble, model, slot);
            accelerator.Run([new Launch(descent, plain.Train, step, 1), new Launch(ensemble, model.Train, step, 1)]);
            double[] gradient = [.. start.Zip(Of(descent, plain, slot), (a, b) => a - b)];
            double[] end = Of(ensemble, model, slot);
            for (int i = 0; i < square.Length; i++)
            {
                square[i] = (0.75 * square[i]) + (0.25 * gradient[i] * gradient[i]);
                Assert.Equal(start[i] - (0.25 * gradient[i] / (Math.Sqrt(square[i]) + 0.5)), end[i], 1e-9);
            }
        }

        static double[] Of(ReferenceEnsemble<double> from, TrainableModel of, string name) => from.ReadState(0, of.Definition.FindState(name)!);
    }

    private static TrainableModel Create(params (string Name, string Value)[] settings) => FamilyCatalog.Get("gan").Create(
        TargetCatalog.Get("2d-mix-gauss"), new FamilyOptions { Budget = 60, BatchSize = 8, Settings = settings.ToDictionary(s => s.Name, s => s.Value) });
}
