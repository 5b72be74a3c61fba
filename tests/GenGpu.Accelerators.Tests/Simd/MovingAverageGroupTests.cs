using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Cpu;
using GenGpu.Cpu.Binding.Groups;
using GenGpu.Cpu.Execution;

namespace GenGpu.Accelerators.Tests.Simd;

/// <summary>Steps of moving averages in one kernel: when they are, and that the numbers are those of the three instructions.</summary>
public class MovingAverageGroupTests
{
    private static readonly (int Rows, int Columns)[] Shapes = [(5, 7), (1, 1), (13, 1), (16, 16), (3, 33)];

    [Fact]
    public void AveragesHaveTheBitsOfTheThreeInstructions()
    {
        ModelDefinition model = Build(1);
        using var accelerator = new CpuAccelerator(1);
        using IEnsemble ensemble = accelerator.CreateEnsemble(model, [3, 4]);
        var random = new Random(1);
        var before = new Dictionary<string, float[]>();
        foreach (StateSlot slot in model.State)
        {
            float[] values = [.. Enumerable.Range(0, (int)slot.Shape.ElementCount).Select(_ => (2 * random.NextSingle()) - 1)];
            before[slot.Name] = values;
            ensemble.Write(1, slot, values);
        }

        accelerator.Run([Training.Steps(ensemble, 0, 1)]);
        foreach (StateSlot average in model.State.Where(s => s.Name.StartsWith('a')))
        {
            float[] a = before[average.Name], w = before["w" + average.Name[1..]];
            Widths.AssertSameBits([.. a.Zip(w, (x, y) => MathF.FusedMultiplyAdd(0.75f, x - y, y))], Training.State(ensemble, 1, average), average.Name);
            Assert.All(Training.State(ensemble, 0, average), v => Assert.Equal(0f, v));
        }

        foreach (StateSlot value in model.State.Where(s => s.Name.StartsWith('w')))
            Widths.AssertSameBits(before[value.Name], Training.State(ensemble, 1, value), value.Name);
    }

    [Fact]
    public void AllOfThemAreOneGroup() => Assert.Equal([3 * Shapes.Length], Groups(Build(1)));

    [Fact]
    public void AnotherDecayBeginsAnotherGroup() => Assert.Equal(Enumerable.Repeat(3, Shapes.Length), Groups(Build(2)));

    [Fact]
    public void WhatIsReadOnceMoreStaysApart()
    {
        var model = new ModelBuilder("average");
        model.Hyper("decay", 0.75f);
        StateSlot weight = model.Slot("w", Shape.Matrix(5, 7), StateRole.Other), average = model.Slot("a", Shape.Matrix(5, 7), StateRole.Other), copy = model.Slot("copy", Shape.Matrix(5, 7), StateRole.Other);
        ProgramBuilder g = model.Program("train", 16, RandomPurpose.Train);
        Value blend = g.MultiplyAdd(g.Hyper("decay"), g.Subtract(g.Read(average), g.Read(weight)), g.Read(weight));
        g.Assign(average, blend);
        g.Assign(copy, blend);
        g.Build();
        Assert.Empty(Groups(model.Build()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AnAverageOfSamplesStaysApartAndIsRightInSlices(int threads)
    {
        // Heavy enough to be cut into slices.
        const int Batch = 461, Units = 512;
        var model = new ModelBuilder("chains");
        model.Hyper("decay", 0.75f);
        StateSlot chain = model.Slot("w", Shape.Batched(3, Batch), StateRole.Chain), average = model.Slot("a", Shape.Batched(3, Batch), StateRole.Chain);
        StateSlot behind = model.Slot("behind", Shape.Matrix(3, 512), StateRole.Other), products = model.Slot("products", Shape.Matrix(Units, 40), StateRole.Other);
        ProgramBuilder g = model.Program("train", Batch, RandomPurpose.Train);
        g.Assign(products, g.DenseBackwardWeight(g.Normal(Units, "dy"), g.Normal(40, "x")));
        g.MovingAverage(average, g.Read(chain), g.Hyper("decay"));
        g.Build();
        ModelDefinition built = model.Build();
        Assert.InRange(SliceRule.SliceSize(built.Program("train")), 64, 256);
        Assert.Empty(Groups(built, Batch));

        using var accelerator = new CpuAccelerator(threads);
        using IEnsemble ensemble = accelerator.CreateEnsemble(built, [3]);
        var random = new Random(1);
        float[] a = Values(average), w = Values(chain), b = Values(behind);
        accelerator.Run([Training.Steps(ensemble, 0, 1)]);
        Widths.AssertSameBits([.. a.Zip(w, (x, y) => MathF.FusedMultiplyAdd(0.75f, x - y, y))], Training.State(ensemble, 0, average), "average");
        Widths.AssertSameBits(w, Training.State(ensemble, 0, chain), "chain");
        Widths.AssertSameBits(b, Training.State(ensemble, 0, behind), "the slot behind");

        float[] Values(StateSlot slot)
        {
            float[] values = [.. Enumerable.Range(0, (int)slot.Shape.ElementCount).Select(_ => (2 * random.NextSingle()) - 1)];
            ensemble.Write(0, slot, values);
            return values;
        }
    }

    // Sizes of the groups that are averages.
    private static int[] Groups(ModelDefinition model, int sliceSize = 16) =>
        [.. Grouping.Of(model.Program("train"), sliceSize).Where(group => group.Kind == GroupKind.MovingAverages).Select(group => group.Instructions.Count)];

    // The slots take turns with so many decays.
    private static ModelDefinition Build(int decays)
    {
        var model = new ModelBuilder("average");
        HyperSlot[] decay = [.. Enumerable.Range(0, decays).Select(i => model.Hyper($"decay{i}", 0.75f))];
        (StateSlot Weight, StateSlot Average)[] slots =
            [.. Shapes.Select((shape, i) => (model.Slot($"w{i}", Shape.Matrix(shape.Rows, shape.Columns), StateRole.Other), model.Slot($"a{i}", Shape.Matrix(shape.Rows, shape.Columns), StateRole.Other)))];
        ProgramBuilder g = model.Program("train", 16, RandomPurpose.Train);
        for (int i = 0; i < slots.Length; i++)
            g.MovingAverage(slots[i].Average, g.Read(slots[i].Weight), g.Hyper(decay[i % decays]));
        g.Build();
        return model.Build();
    }
}
