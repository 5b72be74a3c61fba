using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Cpu.Binding.Groups;

namespace GenGpu.Accelerators.Tests.Simd;

/// <summary>Adam updates that add up their gradients themselves: when they do, and that nobody sees it.</summary>
public class AdamGroupTests
{
    [Theory]
    [InlineData(1f, 2, false)]
    [InlineData(1f, 0, true)]
    public void UpdatesAddTheGradientsOfTwoLosses(float factor, int sums, bool isRead)
    {
        ModelDefinition model = Build(factor, isRead);
        AdamUpdates group = Assert.IsType<AdamUpdates>(Assert.Single(Grouping.Of(model.Program("train"), 64), g => g.Kind == GroupKind.Adam));
        Assert.Equal(2, group.Updates.Count);
        Assert.Equal(sums, group.Sums.Count);
        GroupedPrograms.AssertSameBits(model, 64);
    }

    [Fact]
    public void ASumThatIsNotFiniteLeavesItsParameterAlone()
    {
        ModelDefinition model = Build(float.PositiveInfinity, false);
        Assert.Equal(2, Assert.IsType<AdamUpdates>(Assert.Single(Grouping.Of(model.Program("train"), 64), g => g.Kind == GroupKind.Adam)).Sums.Count);
        float[][] state = GroupedPrograms.AssertSameBits(model, 64);
        Assert.All(state, slot => Assert.All(slot, v => Assert.True(float.IsFinite(v))));
    }

    /// <summary>A layer of 5 by 3 with two losses, the second times a factor.</summary>
    private static ModelDefinition Build(float factor, bool isRead)
    {
        var model = new ModelBuilder("two losses");
        StateSlot[] parameters = [model.Parameter("w", 5, 3), model.Parameter("b", 5)];
        ProgramBuilder g = model.Program("train", 64, RandomPurpose.Train);
        Value[] values = [.. parameters.Select(g.Read)];
        Value first = g.Mean(g.Square(g.Dense(values[0], g.Normal(3, "first"), values[1]))), second = g.Mean(g.Softplus(g.Dense(values[0], g.Normal(3, "second"), values[1])));
        IReadOnlyList<Value> gradients = g.Gradients(first + (second * factor), values);
        if (isRead)
        {
            for (int i = 0; i < 2; i++)
                g.Assign(model.Slot($"norm {i}", gradients[i].Shape, StateRole.Other), g.Square(gradients[i]));
        }

        g.Adam(parameters, gradients, g.Constant(1e-2f));
        g.Build();
        return model.Build();
    }
}
