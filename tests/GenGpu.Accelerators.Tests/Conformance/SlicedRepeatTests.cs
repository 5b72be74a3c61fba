using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Reference;

namespace GenGpu.Accelerators.Tests.Conformance;

/// <summary>What a Repeat hands on when its body runs in slices, and what a check says then.</summary>
public class SlicedRepeatTests
{
    private const int BatchSize = 200;

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.Threaded), MemberType = typeof(AcceleratorUnderTest))]
    public void AReductionIsHandedOnWhole(string accelerator) => RequireAgreement(accelerator, (g, x, kept) =>
        g.Assign(kept, g.Repeat(3, [g.Constant(0.5f)], v => [g.Sum(g.Tanh(x + v[0]) * (1f / BatchSize))])[0]));

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.Threaded), MemberType = typeof(AcceleratorUnderTest))]
    public void AScalarBesideSamplesIsSeenAfterwards(string accelerator) => RequireAgreement(accelerator, (g, x, kept) =>
    {
        Value[] end = g.Repeat(3, [x, g.Constant(0.25f)], v => [g.Tanh(v[0] * v[1]), v[1] + 0.5f]);
        g.Assign(kept, end[1] + g.Mean(end[0]));
    });

    [Theory]
    [MemberData(nameof(AcceleratorUnderTest.Threaded), MemberType = typeof(AcceleratorUnderTest))]
    public void WhatDivergedFirstDoesNotDependOnThreads(string accelerator)
    {
        // The later check fails in the first slice, the earlier one in the last.
        static void Emit(ProgramBuilder g, Value x, StateSlot kept)
        {
            Value index = g.SampleIndex();
            g.CheckFinite(g.Log(199f - index), "late sample");
            g.CheckFinite(g.Log(index), "early sample");
            g.Assign(kept, g.Mean(x));
        }

        foreach (int threads in new[] { 1, 2, 3, 4 })
        {
            using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator, threads);
            using IEnsemble ensemble = Trained(underTest, Emit);
            Assert.Equal(new ModelStatus(ModelState.Diverged, 0, "late sample"), ensemble.Status(0));
        }
    }

    private static void RequireAgreement(string accelerator, Action<ProgramBuilder, Value, StateSlot> emit)
    {
        using ReferenceAccelerator<double> exact = ReferenceAccelerator.CreateDouble();
        using IEnsemble expected = Trained(exact, emit);
        foreach (int threads in new[] { 1, 2, 4 })
        {
            using IAccelerator underTest = AcceleratorUnderTest.Create(accelerator, threads);
            for (int repetition = 0; repetition < 5; repetition++)
            {
                using IEnsemble actual = Trained(underTest, emit);
                Near.Require(expected, actual, 1e-5, $"{threads} threads");
            }
        }
    }

    private static IEnsemble Trained(IAccelerator accelerator, Action<ProgramBuilder, Value, StateSlot> emit)
    {
        var model = new ModelBuilder("repeat");
        ProgramBuilder g = model.Program("train", BatchSize, RandomPurpose.Train);
        emit(g, g.Normal(3, "x"), model.Slot("kept", Shape.Scalar, StateRole.Other));
        // Heavy enough to be cut into slices.
        Value weight = g.Read(model.Slot("ballast.weight", Shape.Matrix(256, 256), StateRole.Other));
        Value sums = g.SumBatch(g.Dense(weight, g.BroadcastTo(g.Constant(1f), Shape.Batched(256, BatchSize))));
        g.Assign(model.Slot("ballast.result", sums.Shape, StateRole.Other), sums);
        g.Build();
        IEnsemble ensemble = accelerator.CreateEnsemble(model.Build(), [3]);
        accelerator.Run([Training.Steps(ensemble, 0, 2)]);
        return ensemble;
    }
}
