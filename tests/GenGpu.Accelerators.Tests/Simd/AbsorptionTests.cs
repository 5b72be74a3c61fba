using GenGpu.Core.Memory;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Cpu.Binding;

namespace GenGpu.Accelerators.Tests.Simd;

/// <summary>Which gathers and products convolutions absorb, and which they must leave alone.</summary>
public class AbsorptionTests
{
    private static readonly PeriodicStencil Stencil = PeriodicStencil.Box(3, 3, 4);

    [Fact]
    public void AConvolutionAbsorbsItsGatherAndItsWayBack() => Assert.Equal(["dense_transposed", "gather_rows"], Absorbed((g, x, weight) =>
    {
        Value y = g.PeriodicConvolution(weight, x, null, Stencil, Activation.Tanh);
        Value[] gradients = g.Gradients(g.Mean(g.Square(y)), x, weight);
        g.Output("force", gradients[0]);
        g.Report("sum", g.Sum(gradients[1]));
    }));

    [Fact]
    public void WhatIsGatheredIsKeptWhenOthersReadIt() => Assert.Empty(Absorbed((g, x, weight) =>
    {
        Value y = g.PeriodicConvolution(weight, x, null, Stencil);
        g.Output("both", g.BatchToSpace(y) + g.SliceRows(g.GatherRows(x, [.. Stencil.Neighbours]), 0, Stencil.Sites));
    }));

    [Fact]
    public void RowsOfTheStateAreGatheredBeforeTheyMayBeWritten() => Assert.Empty(Absorbed((g, _, weight) =>
        g.Output("y", g.PeriodicConvolution(weight, g.Read(g.Model.Slot("chain", Shape.Batched(Stencil.Sites, g.BatchSize), StateRole.Chain)), null, Stencil))));

    [Fact]
    public void AWeightIsReadBeforeItIsWritten() => Assert.Empty(Absorbed((g, x, weight) =>
    {
        Value columns = g.DenseTransposed(weight, g.SpaceToBatch(x, Stencil.Sites));
        g.Assign(weight.State!, weight * 2f);
        g.Output("y", g.ScatterAddRows(g.BatchToSpace(columns), Stencil.Neighbours, Stencil.Sites));
    }));

    [Fact]
    public void TapsThatAreNoPermutationAreScattered() => Assert.Empty(Absorbed((g, x, _) =>
    {
        Value narrow = g.Read(g.Model.Parameter("narrow", 1, 2));
        int[] targets = [.. Enumerable.Range(0, 2 * Stencil.Sites).Select(i => i % 5)];
        g.Output("y", g.ScatterAddRows(g.BatchToSpace(g.DenseTransposed(narrow, g.SpaceToBatch(x, Stencil.Sites))), targets, Stencil.Sites));
    }));

    [Fact]
    public void AConvolutionAtSomeSitesIsAbsorbedToo() => Assert.Equal(["dense_transposed", "gather_rows"], Absorbed((g, x, weight) =>
    {
        int[] some = [0, 2, 5, 7, 8, 10];
        int[] rows = [.. Enumerable.Range(0, Stencil.Taps).SelectMany(tap => some.Select(site => Stencil.Neighbours[(tap * Stencil.Sites) + site]))];
        Value y = g.Dense(weight, g.SpaceToBatch(g.GatherRows(x, rows), some.Length), null, Activation.Tanh);
        g.Output("force", g.Gradients(g.Mean(g.Square(y)), x)[0]);
    }));

    private static string[] Absorbed(Action<ProgramBuilder, Value, Value> emit)
    {
        var model = new ModelBuilder("model");
        ProgramBuilder g = model.Program("train", 64, RandomPurpose.Train);
        emit(g, g.Normal(Stencil.Sites, "x"), g.Read(model.Parameter("weight", 1, Stencil.Taps)));
        Program program = g.Build();
        IReadOnlySet<Instruction> absorbed = Absorption.Find(program);
        ExecutionPlan plan = ExecutionPlan.Create(program, 64, absorbed), whole = ExecutionPlan.Create(program, 64);
        Assert.True(absorbed.Count == 0 || plan.SliceLength < whole.SliceLength);
        Assert.DoesNotContain(plan.Nodes.Cast<Stage>().SelectMany(s => s.Nodes).Cast<PlannedInstruction>(), p => absorbed.Contains(p.Instruction));
        return [.. absorbed.Select(i => i.Op.Name).Order()];
    }
}
