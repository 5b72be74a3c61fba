using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Reference;

namespace GenGpu.Accelerators.Tests.Conformance;

public class ProgramConformanceTests
{
    // After one step: float32 sums in another order. After 100 steps Adam has amplified them: an update moves by up to the learning rate (1e-3)
    // where a gradient changes its sign. Both bounds are far below what a wrong op does (see PlantedBugTests).
    private const double AfterOneStep = 2e-5;
    private const double AfterManySteps = 2e-3;

    [Theory]
    [MemberData(nameof(SmallModels.OnEveryAccelerator), MemberType = typeof(SmallModels))]
    public void StateAgreesWithTheReferenceInDouble(string accelerator, string model)
    {
        using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator);
        using ReferenceAccelerator<double> exact = ReferenceAccelerator.CreateDouble();
        ModelDefinition definition = SmallModels.All[model]();
        using IEnsemble actual = Training.Initialised(underTest, definition, 11);
        using IEnsemble expected = Training.Initialised(exact, definition, 11);
        Near.Require(expected, actual, 1e-6, "after initialise");
        underTest.Run([Training.Steps(actual, 0, 1)]);
        exact.Run([Training.Steps(expected, 0, 1)]);
        Near.Require(expected, actual, AfterOneStep, "after 1 step");
        underTest.Run([Training.Steps(actual, 1, 99)]);
        exact.Run([Training.Steps(expected, 1, 99)]);
        Near.Require(expected, actual, AfterManySteps, "after 100 steps");
    }

    [Theory]
    [MemberData(nameof(SmallModels.OnEveryAccelerator), MemberType = typeof(SmallModels))]
    public void TrainingMovesEveryParameter(string accelerator, string model)
    {
        using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator);
        ModelDefinition definition = SmallModels.All[model]();
        using IEnsemble ensemble = Training.Initialised(underTest, definition, 11);
        float[][] before = [.. definition.State.Select(s => Training.State(ensemble, 0, s))];
        underTest.Run([Training.Steps(ensemble, 0, 3)]);
        // A constant added to the critic's score cancels in its loss.
        foreach (StateSlot slot in definition.State.Where(s => s.Role == StateRole.Parameter && s.Name != "critic.1.bias"))
            Assert.NotEqual(before[slot.Index], Training.State(ensemble, 0, slot));
        Assert.Equal(ModelStatus.Running, ensemble.Status(0));
    }

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.All), MemberType = typeof(AcceleratorUnderTest))]
    public void SamplesStreamInOrderOfModelRowStepAndSample(string accelerator)
    {
        using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator);
        ModelDefinition definition = SmallModels.All["gan"]();
        Program sample = definition.Program("sample");
        using IEnsemble ensemble = Training.Initialised(underTest, definition, 1, 2, 3);
        float[] all = new float[3 * sample.Outputs[0].LengthPerModel(4)];
        underTest.Run([new Launch(ensemble, sample, 0, 4) { Outputs = [all] }]);
        for (int model = 0; model < 3; model++)
        {
            for (int step = 0; step < 4; step++)
            {
                float[] one = new float[2 * 16];
                underTest.Run([new Launch(ensemble, sample, step, 1) { FirstModel = model, ModelCount = 1, Outputs = [one] }]);
                for (int row = 0; row < 2; row++)
                    Assert.Equal(one[(row * 16)..((row + 1) * 16)], all[((((model * 2) + row) * 64) + (step * 16))..((((model * 2) + row) * 64) + (step * 16) + 16)]);
            }
        }
    }
}
