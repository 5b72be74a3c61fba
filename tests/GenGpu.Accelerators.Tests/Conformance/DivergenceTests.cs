using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>A trial that diverges stops alone.</summary>
public class DivergenceTests
{
    private const int Victim = 13;

    [Theory]
    [InlineData("gan")]
    [InlineData("critic loop")]
    [InlineData("rbm")]
    public void OneOfSixtyFourOverflowsAndTheOthersKeepTheirBits(string model)
    {
        foreach (string accelerator in AcceleratorUnderTest.Names)
        {
            using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator);
            ModelDefinition definition = SmallModels.All[model]();
            using IEnsemble sane = Train(underTest, definition, overflow: false);
            using IEnsemble one = Train(underTest, definition, overflow: true);
            Assert.Equal(ModelState.Diverged, one.Status(Victim).State);
            for (int i = 0; i < 64; i++)
            {
                Assert.Equal(ModelStatus.Running, sane.Status(i));
                if (i == Victim)
                    continue;
                Assert.Equal(ModelStatus.Running, one.Status(i));
                Assert.Equal(Training.Checksum(sane, i), Training.Checksum(one, i));
            }

            using IEnsemble victim = Training.Initialised(underTest, definition, Victim);
            victim.WriteHyper(0, definition.FindHyper("learningRate")!, [3e38f]);
            underTest.Run([Training.Steps(victim, 0, 10)]);
            Assert.Equal(victim.Status(0), one.Status(Victim));
            Assert.Equal(Training.Checksum(victim, 0), Training.Checksum(one, Victim));
            foreach (int i in new[] { 0, 12, 14, 63 })
                Assert.Equal(Training.Alone(underTest, definition, (ulong)i, 10), Training.Checksum(one, i));
        }
    }

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.All), MemberType = typeof(AcceleratorUnderTest))]
    public void AFailureInARepeatSparesTheNextIteration(string accelerator)
    {
        using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator);
        ModelDefinition definition = FailingLoopModel.Build();
        using IEnsemble ensemble = Training.Initialised(underTest, definition, 3);
        underTest.Run([Training.Steps(ensemble, 0, 2)]);
        Assert.Equal(new ModelStatus(ModelState.Diverged, 0, "weight"), ensemble.Status(0));
        Assert.Equal(Enumerable.Repeat(0.5625f, 20), Training.State(ensemble, 0, definition.FindState("weight")!));
    }

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.All), MemberType = typeof(AcceleratorUnderTest))]
    public void NamesTheStepAndTheValueAndLeavesTheParametersAsTheyWere(string accelerator)
    {
        using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator);
        var model = new ModelBuilder("model");
        StateSlot first = model.Parameter("first", 3), second = model.Parameter("second", 3);
        ProgramBuilder g = model.Program("train", 1, Core.Random.RandomPurpose.Train);
        // log(5 - step) is infinite at step 5; the first parameter's gradient stays finite.
        Value late = g.Log(g.Subtract(g.Constant(5f), g.StepIndex()));
        g.Sgd([first, second], [g.BroadcastTo(g.Constant(1f), first.Shape), g.BroadcastTo(late, second.Shape)], g.Constant(0.5f));
        g.Build();
        using IEnsemble ensemble = underTest.CreateEnsemble(model.Build(), [1]);
        underTest.Run([Training.Steps(ensemble, 2, 3)]);
        Assert.Equal(ModelStatus.Running, ensemble.Status(0));
        float[] before = Training.State(ensemble, 0, second);
        underTest.Run([Training.Steps(ensemble, 5, 20)]);
        Assert.Equal(new ModelStatus(ModelState.Diverged, 5, "second"), ensemble.Status(0));
        Assert.Equal(before, Training.State(ensemble, 0, second));
        Assert.Equal([-2f, -2f, -2f], Training.State(ensemble, 0, first));
    }

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.All), MemberType = typeof(AcceleratorUnderTest))]
    public void AdamNamesTheFirstOfManyParametersAndMovesAllWhoseGradientIsFinite(string accelerator)
    {
        // More than one kernel takes at once, with and without padding.
        const int Parameters = 20;
        int[] bad = [3, 17];
        using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator);
        var model = new ModelBuilder("model");
        StateSlot[] slots = [.. Enumerable.Range(0, Parameters).Select(i => model.Parameter($"p{i}", 1 + (5 * i % 17), 1 + (i % 3)))];
        ProgramBuilder g = model.Program("train", 1, Core.Random.RandomPurpose.Train);
        Value infinite = g.Log(g.StepIndex());
        g.Adam(slots, [.. slots.Select((slot, i) => g.BroadcastTo(bad.Contains(i) ? infinite : g.Constant(1f), slot.Shape))], g.Constant(0.5f));
        g.Build();
        using IEnsemble ensemble = underTest.CreateEnsemble(model.Build(), [1]);
        underTest.Run([Training.Steps(ensemble, 0, 1)]);
        Assert.Equal(new ModelStatus(ModelState.Diverged, 0, "p3"), ensemble.Status(0));
        for (int i = 0; i < Parameters; i++)
            Assert.All(Training.State(ensemble, 0, slots[i]), x => Assert.Equal(bad.Contains(i) ? 0f : -0.5f, x, 1e-6f));
    }

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.All), MemberType = typeof(AcceleratorUnderTest))]
    public void StoppedModelsAreSkippedUnlessTheyAreIncluded(string accelerator)
    {
        using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator);
        ModelDefinition definition = SmallModels.All["gan"]();
        Program sample = definition.Program("sample");
        using IEnsemble ensemble = Training.Initialised(underTest, definition, 1, 2);
        ensemble.SetStatus(1, ModelStatus.Stopped(4));
        string before = Training.Checksum(ensemble, 1);
        underTest.Run([Training.Steps(ensemble, 0, 3)]);
        Assert.Equal(before, Training.Checksum(ensemble, 1));
        Assert.Equal(Training.Alone(underTest, definition, 1, 3), Training.Checksum(ensemble, 0));

        float[] samples = new float[2 * 32];
        Array.Fill(samples, -99f);
        underTest.Run([new Launch(ensemble, sample, 0, 1) { Outputs = [samples] }]);
        Assert.All(samples[32..], x => Assert.Equal(-99f, x));
        Assert.DoesNotContain(-99f, samples[..32]);
        underTest.Run([new Launch(ensemble, sample, 0, 1) { Outputs = [samples], IncludeStopped = true }]);
        Assert.DoesNotContain(-99f, samples);
        Assert.Equal(ModelStatus.Stopped(4), ensemble.Status(1));
    }

    private static IEnsemble Train(IAccelerator accelerator, ModelDefinition definition, bool overflow)
    {
        IEnsemble ensemble = Training.Initialised(accelerator, definition, [.. Enumerable.Range(0, 64).Select(i => (ulong)i)]);
        if (overflow)
            ensemble.WriteHyper(Victim, definition.FindHyper("learningRate")!, [3e38f]);
        accelerator.Run([Training.Steps(ensemble, 0, 10)]);
        return ensemble;
    }
}
