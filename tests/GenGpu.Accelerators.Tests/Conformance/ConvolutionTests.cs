using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Reference;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>Two periodic convolutions trained, at batch sizes of one slice and of several.</summary>
public class ConvolutionTests
{
    // From 256 samples on, 96 channels are more than 20 million floating-point operations per step: cut into slices.
    public static TheoryData<string, int, int> Sizes()
    {
        var data = new TheoryData<string, int, int>();
        foreach (string accelerator in AcceleratorUnderTest.Names)
        {
            foreach ((int batchSize, int hidden) in new[] { (16, 5), (48, 8), (64, 8), (128, 5), (128, 96), (192, 96), (320, 48) })
                data.Add(accelerator, batchSize, hidden);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TrainingAgreesWithTheReferenceInDouble(string accelerator, int batchSize, int hidden)
    {
        using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator);
        using ReferenceAccelerator<double> exact = ReferenceAccelerator.CreateDouble();
        ModelDefinition definition = ConvolutionModel.Build(batchSize, hidden);
        using IEnsemble actual = Training.Initialised(underTest, definition, 11);
        using IEnsemble expected = Training.Initialised(exact, definition, 11);
        underTest.Run([Training.Steps(actual, 0, 1)]);
        exact.Run([Training.Steps(expected, 0, 1)]);
        Near.Require(expected, actual, 5e-5, "after 1 step");
        int steps = hidden < 20 ? 20 : 2;
        underTest.Run([Training.Steps(actual, 1, steps)]);
        exact.Run([Training.Steps(expected, 1, steps)]);
        Near.Require(expected, actual, 2e-3, $"after {1 + steps} steps");
    }

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.Threaded), MemberType = typeof(AcceleratorUnderTest))]
    public void BitsDoNotDependOnThreads(string accelerator)
    {
        foreach ((int batchSize, int hidden) in new[] { (64, 8), (128, 96), (320, 48) })
        {
            ModelDefinition definition = ConvolutionModel.Build(batchSize, hidden);
            using IAccelerator single = AcceleratorUnderTest.Create(accelerator, 1);
            string alone = Training.Alone(single, definition, 2, 3);
            foreach (int threads in new[] { 2, 3, 8 })
            {
                using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator, threads);
                Assert.Equal(alone, Training.Alone(underTest, definition, 2, 3));
            }
        }
    }

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.All), MemberType = typeof(AcceleratorUnderTest))]
    public void AReportOfWhatIsGatheredChangesNoTrainedBit(string accelerator)
    {
        // The last step of a launch reports the adjoint of the gathered columns, which no other step needs as a value.
        var model = new ModelBuilder("reported");
        PeriodicStencil stencil = PeriodicStencil.Box(3, 3, 4);
        StateSlot shift = model.Parameter("shift", stencil.Sites), weight = model.Parameter("weight", 5, stencil.Taps);
        Layers.Initialise(model);
        ProgramBuilder g = model.Program("train", 64, RandomPurpose.Train);
        Value x = g.Tanh(g.Normal(stencil.Sites, "field") + g.Read(shift));
        Value columns = g.SpaceToBatch(g.GatherRows(x, stencil.Neighbours), stencil.Sites);
        // Steep, so that rounding shows in the parameters.
        Value loss = g.Sum(g.Square(g.Dense(g.Read(weight), columns, null, Activation.Tanh))) * 0.1f;
        Value[] gradients = g.Gradients(loss, g.Read(shift), g.Read(weight), columns);
        g.Report("steepness", g.Sum(g.Square(gradients[2])));
        g.Report("field", g.Sum(g.Square(g.GatherRows(x, stencil.Neighbours))));
        g.Sgd([shift, weight], gradients[..2], g.Constant(0.1f));
        g.Build();
        ModelDefinition definition = model.Build();
        using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator);
        using IEnsemble split = Training.Initialised(underTest, definition, 5);
        for (int step = 0; step < 6; step++)
            underTest.Run([Training.Steps(split, step, 1)]);
        Assert.Equal(Training.Alone(underTest, definition, 5, 6), Training.Checksum(split, 0));
    }

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.All), MemberType = typeof(AcceleratorUnderTest))]
    public void TheLossFalls(string accelerator)
    {
        using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator);
        ModelDefinition definition = ConvolutionModel.Build(64);
        using IEnsemble ensemble = Training.Initialised(underTest, definition, 4);
        StateSlot loss = definition.FindState("loss")!;
        underTest.Run([Training.Steps(ensemble, 0, 1)]);
        float before = Training.State(ensemble, 0, loss)[0];
        underTest.Run([Training.Steps(ensemble, 1, 300)]);
        Assert.InRange(Training.State(ensemble, 0, loss)[0], 0f, 0.7f * before);
    }
}
