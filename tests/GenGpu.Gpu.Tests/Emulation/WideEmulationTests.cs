using GenGpu.Accelerators.Tests.Conformance;
using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Gpu.Codegen;
using GenGpu.Reference;

namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>The wide form, several groups per model, gives the bits of the fused form.</summary>
public class WideEmulationTests
{
    [Theory]
    [InlineData(16, 8 * 1024)]
    public void SmallModelsGetTheBitsOfTheFusedForm(int lanes, int sharedBytes)
    {
        ModelDefinition[] definitions = [.. SmallModels.All.Values.Select(build => build()), AdversarialModel.Build(hidden: 9, batchSize: 128), ConvolutionModel.Build(128), .. Enumerable.Range(0, 4).Select(i => RandomModel.Build(i, 128, ballast: false))];
        var target = new KernelTarget(KernelDialect.Cuda, lanes, 1, sharedBytes);
        using var fusedUnit = new EmulationUnit(definitions, target);
        using var wideUnit = new WideUnit(definitions, target);
        using var fused = new EmulatedAccelerator(fusedUnit);
        using var wide = new EmulatedAccelerator(wideUnit, callSteps: 2);
        foreach (ModelDefinition definition in definitions)
        {
            using IEnsemble expected = Training.Initialised(fused, definition, 11, 12);
            using IEnsemble actual = Training.Initialised(wide, definition, 11, 12);
            fused.Run([Training.Steps(expected, 0, 3)]);
            wide.Run([Training.Steps(actual, 0, 3)]);
            for (int model = 0; model < 2; model++)
                Assert.Equal((definition.Name, Training.Checksum(expected, model)), (definition.Name, Training.Checksum(actual, model)));
        }
    }

    [Fact]
    public void ATrialThatDivergesStopsAloneAndNamesTheStep()
    {
        ModelDefinition definition = SmallModels.All["critic loop"]();
        using var unit = new WideUnit([definition], new KernelTarget(KernelDialect.Cuda, 16, 1, 16 * 1024));
        using var accelerator = new EmulatedAccelerator(unit);
        using ReferenceAccelerator<float> exact = ReferenceAccelerator.CreateFloat();
        using IEnsemble actual = Training.Initialised(accelerator, definition, 1, 2);
        using IEnsemble expected = Training.Initialised(exact, definition, 1, 2);
        foreach (IEnsemble ensemble in new[] { actual, expected })
            ensemble.WriteHyper(1, definition.FindHyper("learningRate")!, [3e38f]);
        accelerator.Run([Training.Steps(actual, 0, 6)]);
        exact.Run([Training.Steps(expected, 0, 6)]);
        Assert.Equal(ModelState.Diverged, actual.Status(1).State);
        Assert.Equal(expected.Status(1), actual.Status(1));
        Near.Require(expected, actual, 1e-3, "the neighbour");
    }
}
