using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Cpu.Execution;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>How the cpu accelerator cuts a batch: cores can share a wide model evenly, and weights are not read more often than that needs.</summary>
public class SliceRuleTests
{
    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(384)]
    [InlineData(640)]
    [InlineData(1000)]
    [InlineData(1024)]
    [InlineData(4096)]
    public void TwoCoresShareASingleWideModelEvenly(int batchSize)
    {
        int size = SliceRule.SliceSize(Training(512, 3, batchSize));
        int slices = (batchSize + size - 1) / size, ofOneCore = Math.Min(batchSize, (slices + 1) / 2 * size);
        Assert.True(1.8 * ofOneCore <= batchSize, $"{slices} slices of {size}: one of two cores gets {ofOneCore} of {batchSize} samples");
    }

    [Fact]
    public void ABatchThatEnoughCoresShareIsNotCutFurther() => Assert.Equal(256, SliceRule.SliceSize(Training(64, 8, 1024)));

    /// <summary>Sums of a million weights cost more than a third and fourth core would save.</summary>
    [Fact]
    public void ASmallBatchOfAWideModelIsCutForTwoCores() => Assert.Equal(128, SliceRule.SliceSize(Training(512, 3, 256)));

    /// <summary>Little work for two slices, but activations of 2 MB.</summary>
    [Fact]
    public void ScratchThatLeavesTheCacheIsCutWhateverSumsCost() => Assert.Equal(64, SliceRule.SliceSize(Training(4096, 1, 128)));

    [Fact]
    public void NarrowModelsRunInOneSlice() => Assert.Equal(128, SliceRule.SliceSize(Training(16, 2, 128)));

    [Fact]
    public void WithoutSumsOverTheBatchTheWorkAloneDecides()
    {
        var model = new ModelBuilder("sampler");
        var layers = new Layers(model, "net", 8, 256, 8, Activation.Relu);
        Layers.Initialise(model);
        ProgramBuilder g = model.Program("sample", 4096, RandomPurpose.Sample);
        g.Output("samples", layers.Forward(g, layers.Forward(g, layers.Forward(g, g.Normal(8, "noise")))));
        Program program = g.Build();
        double flops = program.Instructions().Sum(i => i.Op.CostOf(i).Flops);
        Assert.InRange(flops, 16 * 6e6, 19 * 6e6);
        Assert.Equal(256, SliceRule.SliceSize(program));
    }

    /// <summary>A step of a net of hidden layers of one width.</summary>
    private static Program Training(int width, int hiddenLayers, int batchSize)
    {
        var model = new ModelBuilder("net");
        StateSlot[] weights = [.. Enumerable.Range(0, hiddenLayers + 1).Select(i => model.Parameter($"{i}", i == hiddenLayers ? 2 : width, i == 0 ? 2 : width))];
        ProgramBuilder g = model.Program("train", batchSize, RandomPurpose.Train);
        Value h = g.Normal(2, "noise");
        foreach (StateSlot weight in weights)
            h = g.Dense(g.Read(weight), h, null, Activation.LeakyRelu);
        g.Sgd(weights, g.Gradients(g.Mean(g.Square(h)), g.Read(weights)), g.Constant(1e-3f));
        return g.Build();
    }
}
