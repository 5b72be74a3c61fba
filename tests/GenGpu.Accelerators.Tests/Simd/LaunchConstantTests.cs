using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Cpu;
using GenGpu.Cpu.Binding;

namespace GenGpu.Accelerators.Tests.Simd;

/// <summary>Scalars of hyper values are computed once per launch and model, and have the values that they would have in every step.</summary>
public class LaunchConstantTests
{
    [Fact]
    public void OnlyWhatDependsOnNothingElseIsConstant()
    {
        (ModelDefinition model, _) = Build();
        LaunchConstants constants = LaunchConstants.Find(model.Program("train"));
        // 1 - rate, its square, and half of that; neither what reads state nor what a Repeat carries.
        Assert.Equal(3, constants.Instructions.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void EveryModelHasItsOwn(int threads)
    {
        (ModelDefinition model, HyperSlot rate) = Build();
        using var accelerator = new CpuAccelerator(threads);
        using IEnsemble ensemble = accelerator.CreateEnsemble(model, [1, 2, 3]);
        for (int launch = 0; launch < 2; launch++)
        {
            for (int i = 0; i < 3; i++)
                ensemble.WriteHyper(i, rate, [Rate(launch, i)]);
            accelerator.Run([Training.Steps(ensemble, 2 * launch, 2)]);
        }

        for (int i = 0; i < 3; i++)
        {
            float expected = 0f;
            for (int launch = 0; launch < 2; launch++)
            {
                float rest = 1f - Rate(launch, i), half = rest * rest * 0.5f;
                for (int step = 0; step < 2; step++)
                    expected = expected + half + (rest * rest);
            }

            Assert.Equal(expected, Training.State(ensemble, i, model.State[0])[0]);
            Assert.Equal(0.625f * Rate(1, i), Training.State(ensemble, i, model.State[1])[0]);
        }
    }

    // Exact in binary.
    private static float Rate(int launch, int model) => 0.25f * (1 + model + launch);

    private static (ModelDefinition Model, HyperSlot Rate) Build()
    {
        var model = new ModelBuilder("constants");
        StateSlot sum = model.Slot("sum", Shape.Scalar, StateRole.Other), looped = model.Slot("looped", Shape.Scalar, StateRole.Other);
        HyperSlot rate = model.Hyper("rate", 0.5f);
        ProgramBuilder g = model.Program("train", 8, RandomPurpose.Train);
        Value rest = 1f - g.Hyper(rate), square = g.Square(rest);
        g.Assign(sum, g.Read(sum) + (square * 0.5f) + square);
        Value half = g.Constant(0.5f), start = g.Hyper(rate);
        // The second value is constant, but what a Repeat carries is computed where it lies.
        Value[] after = g.Repeat(3, [start, g.Constant(0f)], carried => [carried[0] * half, start * half]);
        g.Assign(looped, after[0] + after[1]);
        g.Build();
        return (model.Build(), rate);
    }
}
