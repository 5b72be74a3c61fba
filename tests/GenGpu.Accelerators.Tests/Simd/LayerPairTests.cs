using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Cpu.Binding.Groups;

namespace GenGpu.Accelerators.Tests.Simd;

/// <summary>Two layers with few rows before and behind them: which of their products run in one pass, and that nobody sees it.</summary>
public class LayerPairTests
{
    [Theory]
    [InlineData(2, 13, 1, 128, 1, 1)]
    [InlineData(2, 25, 2, 77, 1, 1)]
    [InlineData(2, 69, 4, 100, 1, 1)]
    [InlineData(4, 8, 2, 64, 1, 1)]
    [InlineData(1, 2, 1, 33, 1, 1)]
    [InlineData(3, 5, 3, 48, 1, 1)]
    [InlineData(1, 7, 4, 16, 1, 1)]
    [InlineData(4, 9, 4, 128, 0, 1)]
    [InlineData(16, 13, 2, 128, 1, 1)]
    [InlineData(5, 30, 1, 77, 1, 1)]
    [InlineData(64, 3, 2, 100, 1, 1)]
    [InlineData(16, 13, 3, 128, 0, 1)]
    [InlineData(161, 13, 2, 64, 0, 1)]
    [InlineData(2, 1, 1, 128, 1, 0)]
    [InlineData(2, 13, 5, 128, 0, 0)]
    public void OnePassGivesTheBitsOfTheProductsOneByOne(int inputs, int hidden, int outputs, int batchSize, int forward, int backward)
    {
        foreach (Readers others in new[] { Readers.None, Readers.Hidden, Readers.Adjoint })
        {
            ModelDefinition model = Build(inputs, hidden, outputs, batchSize, 0.01f, others);
            AssertGroups(model, batchSize, forward, backward);
            float[][] state = GroupedPrograms.AssertSameBits(model, batchSize);
            Assert.All(state, slot => Assert.Contains(slot, v => v != 0f));
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    [InlineData(1.5f)]
    [InlineData(-0.3f)]
    public void AnySlopeWillDo(float slope)
    {
        ModelDefinition model = Build(2, 13, 1, 100, slope, Readers.None);
        AssertGroups(model, 100, 1, 1);
        GroupedPrograms.AssertSameBits(model, 100);
    }

    [Theory]
    [InlineData(461, 64)]
    [InlineData(300, 128)]
    public void SlicesAreSummedAsBefore(int batchSize, int sliceSize)
    {
        foreach (Readers others in new[] { Readers.None, Readers.Hidden, Readers.Adjoint })
        {
            ModelDefinition model = Build(2, 13, 2, batchSize, 0.01f, others);
            AssertGroups(model, sliceSize, 1, 1);
            GroupedPrograms.AssertSameBits(model, sliceSize);
        }
    }

    [Fact]
    public void TheGradientOfTheInputAloneIsAPairToo()
    {
        var model = new ModelBuilder("pair");
        StateSlot w = model.Parameter("w", 13, 2), b = model.Parameter("b", 13), v = model.Parameter("v", 1, 13), sum = model.Slot("sum", Shape.Matrix(2, 1), StateRole.Other);
        ProgramBuilder g = model.Program("train", 100, RandomPurpose.Train);
        Value x = g.Normal(2, "x");
        Value y = g.Dense(g.Read(v), g.Dense(g.Read(w), x, g.Read(b), Activation.LeakyRelu));
        Value gradient = g.Gradients(g.Mean(g.Softplus(y)), [x])[0];
        g.Assign(sum, g.SumBatch(gradient * gradient));
        g.Build();
        ModelDefinition definition = model.Build();
        AssertGroups(definition, 100, 2, 0);
        GroupedPrograms.AssertSameBits(definition, 100);
    }

    [Fact]
    public void AWeightThatIsUpdatedInBetweenKeepsTheLayersApart()
    {
        var model = new ModelBuilder("between");
        StateSlot w = model.Parameter("w", 13, 2), v = model.Parameter("v", 1, 13), sum = model.Slot("sum", Shape.Matrix(1, 1), StateRole.Other);
        ProgramBuilder g = model.Program("train", 100, RandomPurpose.Train);
        Value h = g.Dense(g.Read(w), g.Normal(2, "x"), activation: Activation.Relu);
        g.Assign(v, g.Read(v) * 0.5f);
        g.Assign(sum, g.SumBatch(g.Dense(g.Read(v), h)));
        g.Build();
        ModelDefinition definition = model.Build();
        AssertGroups(definition, 100, 0, 0);
        GroupedPrograms.AssertSameBits(definition, 100);
    }

    private static void AssertGroups(ModelDefinition model, int sliceSize, int forward, int backward)
    {
        InstructionGroup[] groups = Grouping.Of(model.Program("train"), sliceSize);
        Assert.Equal(forward, groups.Count(g => g.Kind == GroupKind.LayerPair));
        Assert.Equal(backward, groups.Count(g => g.Kind == GroupKind.LayerPairBackward));
    }

    /// <summary>A step of descent on a loss of two layers.</summary>
    private static ModelDefinition Build(int inputs, int hidden, int outputs, int batchSize, float slope, Readers others)
    {
        var model = new ModelBuilder("pair");
        StateSlot[] parameters = [model.Parameter("w", hidden, inputs), model.Parameter("b", hidden), model.Parameter("v", outputs, hidden), model.Parameter("c", outputs)];
        StateSlot kept = model.Slot("kept", Shape.Matrix(1, 1), StateRole.Other);
        ProgramBuilder g = model.Program("train", batchSize, RandomPurpose.Train);
        Value x = g.Normal(inputs, "x");
        Value h = g.Dense(g.Read(parameters[0]), x, g.Read(parameters[1]), Activation.LeakyRelu, slope);
        Value y = g.Dense(g.Read(parameters[2]), h, g.Read(parameters[3]));
        IReadOnlyList<Value> gradients = g.Gradients(g.Mean(g.Square(y - 0.3f)), [.. parameters.Select(g.Read), x]);
        // The gradient of x needs the adjoint of the rows between the layers; without a reader it is not computed.
        Value seen = others switch
        {
            Readers.Hidden => g.Sum(g.Square(h)),
            Readers.Adjoint => g.Sum(g.Square(gradients[4])),
            _ => g.Constant(0.25f),
        };
        g.Assign(kept, seen);
        for (int i = 0; i < parameters.Length; i++)
            g.Assign(parameters[i], g.Read(parameters[i]) - (gradients[i] * 0.05f));
        g.Build();
        return model.Build();
    }

    private enum Readers
    {
        None,
        Hidden,
        Adjoint,
    }
}
