using GenGpu.Accelerators.Tests.Conformance;
using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Gpu.Codegen;
using GenGpu.Reference;

namespace GenGpu.Gpu.Tests.Emulation;

/// <summary>Whole programs as kernels, executed on the CPU and held against the reference.</summary>
public class ProgramEmulationTests
{
    // As in the conformance suite: float32 sums after one step, Adam's amplification of them after many.
    private const double AfterOneStep = 2e-5;
    private const double AfterManySteps = 2e-3;
    private const int RandomPrograms = 24;

    [Theory]
    [InlineData(1, 32 * 1024)]
    [InlineData(32, 32 * 1024)]
    [InlineData(32, 10 * 1024)]
    public void SmallModelsAgreeWithTheReferenceInDouble(int lanes, int sharedBytes)
    {
        ModelDefinition[] definitions = [.. SmallModels.All.Values.Select(build => build())];
        using var unit = new EmulationUnit(definitions, new KernelTarget(KernelDialect.Cuda, lanes, 1, sharedBytes));
        using var accelerator = new EmulatedAccelerator(unit, callSteps: 7);
        using ReferenceAccelerator<double> exact = ReferenceAccelerator.CreateDouble();
        foreach (ModelDefinition definition in definitions)
        {
            using IEnsemble actual = Training.Initialised(accelerator, definition, 11, 12);
            using IEnsemble expected = Training.Initialised(exact, definition, 11, 12);
            Near.Require(expected, actual, 1e-6, $"{definition.Name} after initialise");
            accelerator.Run([Training.Steps(actual, 0, 1)]);
            exact.Run([Training.Steps(expected, 0, 1)]);
            Near.Require(expected, actual, AfterOneStep, $"{definition.Name} after 1 step");
            accelerator.Run([Training.Steps(actual, 1, 49)]);
            exact.Run([Training.Steps(expected, 1, 49)]);
            Near.Require(expected, actual, AfterManySteps, $"{definition.Name} after 50 steps");
        }
    }

    [Theory]
    [InlineData(1, 48 * 1024)]
    [InlineData(16, 24 * 1024)]
    public void RandomProgramsAgreeWithTheReferenceInDouble(int lanes, int sharedBytes)
    {
        ModelDefinition[] definitions = [.. Enumerable.Range(0, RandomPrograms).Select(seed => RandomModel.Build(seed, seed % 3 == 0 ? 131 : seed % 3 == 1 ? 128 : 37, ballast: false))];
        using var unit = new EmulationUnit(definitions, new KernelTarget(KernelDialect.Cuda, lanes, 1, sharedBytes));
        using var accelerator = new EmulatedAccelerator(unit);
        using ReferenceAccelerator<double> exact = ReferenceAccelerator.CreateDouble();
        for (int seed = 0; seed < definitions.Length; seed++)
        {
            using IEnsemble actual = Training.Initialised(accelerator, definitions[seed], 3);
            using IEnsemble expected = Training.Initialised(exact, definitions[seed], 3);
            accelerator.Run([Training.Steps(actual, 0, 2)]);
            exact.Run([Training.Steps(expected, 0, 2)]);
            Near.Require(expected, actual, 1e-4, $"program {seed}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    public void AFailureInARepeatSparesTheNextIteration(int lanes)
    {
        ModelDefinition definition = FailingLoopModel.Build();
        using var unit = new EmulationUnit([definition], new KernelTarget(KernelDialect.Cuda, lanes, 1, 16 * 1024));
        using var accelerator = new EmulatedAccelerator(unit);
        using ReferenceAccelerator<float> exact = ReferenceAccelerator.CreateFloat();
        using IEnsemble actual = Training.Initialised(accelerator, definition, 3), expected = Training.Initialised(exact, definition, 3);
        accelerator.Run([Training.Steps(actual, 0, 2)]);
        exact.Run([Training.Steps(expected, 0, 2)]);
        Assert.Equal(new ModelStatus(ModelState.Diverged, 0, "weight"), actual.Status(0));
        Assert.Equal(expected.Status(0), actual.Status(0));
        Assert.Equal(Enumerable.Repeat(0.5625f, 20), Training.State(actual, 0, definition.FindState("weight")!));
        Assert.Equal(Training.Checksum(expected, 0), Training.Checksum(actual, 0));
    }
}
