using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Cpu.Binding.Groups;

namespace GenGpu.Accelerators.Tests.Simd;

/// <summary>Functions times a scalar and plus a scalar in one kernel: when they are, and that nobody sees it.</summary>
public class ScaledFunctionTests
{
    [Theory]
    [InlineData("sigmoid(x) * s", 100, 100, 1, 2)]
    [InlineData("s * sigmoid(x) + t", 100, 100, 1, 3)]
    [InlineData("t + sigmoid(x) * s", 77, 77, 1, 3)]
    [InlineData("t + sigmoid(x) * s", 300, 64, 1, 3)]
    [InlineData("sigmoid(x) * rows + t", 100, 100, 0, 0)]
    [InlineData("sigmoid(x) read twice", 100, 100, 0, 0)]
    [InlineData("a factor that changes in between", 100, 100, 0, 0)]
    public void OneKernelGivesTheBitsOfThree(string formula, int batchSize, int sliceSize, int groups, int members)
    {
        ModelDefinition model = Build(formula, batchSize);
        InstructionGroup[] found = [.. Grouping.Of(model.Program("train"), sliceSize).Where(g => g.Kind == GroupKind.ScaledFunction)];
        Assert.Equal(groups, found.Length);
        Assert.All(found, group => Assert.Equal(members, group.Instructions.Count));
        Assert.All(GroupedPrograms.AssertSameBits(model, sliceSize), slot => Assert.Contains(slot, v => v != 0f));
    }

    private static ModelDefinition Build(string formula, int batchSize)
    {
        var model = new ModelBuilder("scaled");
        StateSlot s = model.Slot("s", Shape.Scalar, StateRole.Other), t = model.Slot("t", Shape.Scalar, StateRole.Other), rows = model.Slot("rows", Shape.Matrix(3, 1), StateRole.Other);
        StateSlot sum = model.Slot("sum", Shape.Matrix(3, 1), StateRole.Other);
        ProgramBuilder g = model.Program("train", batchSize, RandomPurpose.Train);
        Value x = g.Normal(3, "x"), y = g.Sigmoid(x);
        if (formula.StartsWith("a factor", StringComparison.Ordinal))
            g.Assign(s, g.Read(s) * 0.75f);
        Value result = formula switch
        {
            "sigmoid(x) * s" => y * g.Read(s),
            "s * sigmoid(x) + t" => (g.Read(s) * y) + g.Read(t),
            "t + sigmoid(x) * s" => g.Read(t) + (y * g.Read(s)),
            "sigmoid(x) * rows + t" => (y * g.Read(rows)) + g.Read(t),
            "sigmoid(x) read twice" => (y * g.Read(s)) + y,
            _ => y * g.Read(s),
        };
        g.Assign(sum, g.SumBatch(g.Square(result)));
        g.Build();
        return model.Build();
    }
}
