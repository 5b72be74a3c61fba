using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Cpu;
using GenGpu.Cpu.Binding.Groups;
using GenGpu.Cpu.Execution;

namespace GenGpu.Accelerators.Tests.Simd;

/// <summary>The gradients of a layer's weight and bias in one kernel: when they are, and that nobody sees it.</summary>
public class InstructionGroupsTests
{
    // Heavy enough to be cut into slices.
    private const int Wide = 512;

    [Theory]
    [InlineData(13, 2, 77)]
    [InlineData(1, 13, 128)]
    [InlineData(5, 16, 100)]
    [InlineData(7, 3, 33)]
    [InlineData(Wide, 40, 461)]
    public void GradientsOfALayerAreTheSameTogetherAndApart(int rows, int inputs, int batchSize)
    {
        float[][] together = Trained(rows, inputs, batchSize, true, true);
        Widths.AssertSameBits(Trained(rows, inputs, batchSize, true, false)[0], together[0], "weight");
        Widths.AssertSameBits(Trained(rows, inputs, batchSize, false, true)[1], together[1], "bias");
        Assert.Contains(together[0], v => v != 0f);
        Assert.Contains(together[1], v => v != 0f);
    }

    [Fact]
    public void TheWideLayerRunsInSlices() => Assert.InRange(SliceRule.SliceSize(Build(Wide, 40, 461, false, true).Program("train")), 64, 256);

    [Theory]
    [InlineData(true, true, 1)]
    [InlineData(true, false, 0)]
    [InlineData(false, true, 0)]
    public void TheyAreOneGroup(bool hasWeight, bool hasBias, int pairs)
    {
        ModelDefinition model = Build(5, 16, 100, hasWeight, hasBias);
        Assert.Equal(pairs, Grouping.Of(model.Program("train"), 100).Count(g => g.Kind == GroupKind.WeightAndBias));
    }

    [Theory]
    [InlineData(5, 16, 100)]
    [InlineData(Wide, 40, 461)]
    public void SumsThatReplaceACarriedValueWaitUntilItIsRead(int rows, int inputs, int batchSize)
    {
        var model = new ModelBuilder("loop");
        StateSlot once = model.Slot("once", Shape.Matrix(rows, inputs), StateRole.Other), inside = model.Slot("inside", Shape.Matrix(rows, inputs), StateRole.Other);
        StateSlot last = model.Slot("sums", Shape.Matrix(rows, 1), StateRole.Other);
        ProgramBuilder g = model.Program("train", batchSize, RandomPurpose.Train);
        Value x = g.Normal(inputs, "x"), dy = g.Normal(rows, "dy"), other = g.Normal(rows, "other");
        g.Assign(once, g.DenseBackwardWeight(other, x * 2f));
        // 2 is what is carried into the only iteration; it is read between the product and the sums of dy, which take its place.
        Value[] after = g.Repeat(1, [g.BroadcastTo(g.Constant(2f), last.Shape), g.BroadcastTo(g.Constant(0f), once.Shape)], carried =>
        {
            Value unscaled = g.DenseBackwardWeight(dy, x);
            Value scaled = g.DenseBackwardWeight(other * carried[0], x);
            return [g.SumBatch(dy), scaled + (unscaled * 0f)];
        });
        g.Assign(last, after[0]);
        g.Assign(inside, after[1]);
        g.Build();
        using var accelerator = new CpuAccelerator(1);
        using IEnsemble ensemble = accelerator.CreateEnsemble(model.Build(), [3]);
        accelerator.Run([Training.Steps(ensemble, 0, 1)]);
        Widths.AssertSameBits(Training.State(ensemble, 0, once), Training.State(ensemble, 0, inside), "product");
        Assert.All(Training.State(ensemble, 0, last), sum => Assert.NotEqual(2f, sum));
    }

    private static float[][] Trained(int rows, int inputs, int batchSize, bool hasWeight, bool hasBias)
    {
        ModelDefinition model = Build(rows, inputs, batchSize, hasWeight, hasBias);
        var checksums = new List<float[][]>();
        foreach (int threads in new[] { 1, 2 })
        {
            using var accelerator = new CpuAccelerator(threads);
            using IEnsemble ensemble = accelerator.CreateEnsemble(model, [3]);
            accelerator.Run([Training.Steps(ensemble, 0, 1)]);
            checksums.Add([.. model.State.Select(slot => Training.State(ensemble, 0, slot))]);
        }

        for (int i = 0; i < model.State.Count; i++)
            Widths.AssertSameBits(checksums[0][i], checksums[1][i], "two threads");
        return checksums[0];
    }

    /// <summary>Gradients of a layer with respect to its weight, its bias or both, kept in the state.</summary>
    private static ModelDefinition Build(int rows, int inputs, int batchSize, bool hasWeight, bool hasBias)
    {
        var model = new ModelBuilder("layer");
        StateSlot weightGradient = model.Slot("weight", Shape.Matrix(rows, inputs), StateRole.Other);
        StateSlot biasGradient = model.Slot("bias", Shape.Matrix(rows, 1), StateRole.Other);
        ProgramBuilder g = model.Program("train", batchSize, RandomPurpose.Train);
        Value x = g.Normal(inputs, "x"), dy = g.Normal(rows, "dy"), other = g.Normal(rows, "other");
        if (hasWeight)
            g.Assign(weightGradient, g.DenseBackwardWeight(dy, x));
        // Stands between the two, and makes each program as heavy as the others: slices are summed one by one.
        g.Assign(model.Slot("ballast", Shape.Matrix(rows, inputs), StateRole.Other), g.DenseBackwardWeight(other, x));
        if (hasBias)
            g.Assign(biasGradient, g.SumBatch(dy));
        g.Build();
        return model.Build();
    }
}
