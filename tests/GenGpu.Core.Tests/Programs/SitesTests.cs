using GenGpu.Core.Memory;
using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Core.Tests.Programs;

/// <summary>Values with several columns per sample: what they are, where they lie, and what refuses them.</summary>
public class SitesTests
{
    private readonly ModelBuilder model = new("model");
    private readonly ProgramBuilder g;
    private readonly Value x;
    private readonly Value columns;

    public SitesTests()
    {
        g = model.Program("train", 128, RandomPurpose.Train);
        x = g.Normal(12, "x");
        columns = g.SpaceToBatch(x, 4);
    }

    [Fact]
    public void RowsBecomeColumnsAndRowsAgain()
    {
        Assert.Equal(Shape.Batched(3, 128, sites: 4), columns.Shape);
        Assert.Equal("[3, 4 sites x batch 128]", columns.Shape.ToString());
        Assert.Equal(512, columns.Shape.Columns);
        Assert.Same(x, g.BatchToSpace(columns));
        Assert.Same(columns, g.SpaceToBatch(g.BatchToSpace(columns), 4));
        Assert.Same(x, g.SpaceToBatch(x, 1));
        Assert.Equal(x.Shape, g.BatchToSpace(g.Tanh(columns)).Shape);
        Assert.Equal(Shape.Batched(1, 128, sites: 12), g.SpaceToBatch(columns, 3).Shape);
        Assert.Equal(Shape.Batched(6, 128, sites: 2), g.BatchToSpace(columns, 2).Shape);
        Assert.Equal(0, OpTable.SpaceToBatch.CostOf(columns.Producer!).Flops);
    }

    [Fact]
    public void WhatSitesCannotDoIsSaid()
    {
        Expect(() => g.SpaceToBatch(x, 5), "space_to_batch", "multiple of 5 rows");
        Expect(() => g.SpaceToBatch(g.Read(model.Parameter("weight", 4, 4)), 2), "space_to_batch", "batched");
        Expect(() => g.BatchToSpace(columns, 3), "batch_to_space", "multiple of 3 sites");
        Expect(() => g.Add(columns, x), "elementwise", "sites", "space_to_batch");
        Expect(() => g.Add(columns, g.Read(model.Parameter("matrix", 3, 2))), "elementwise");
        Expect(() => g.ConcatenateRows(columns, x), "concatenate_rows", "same columns");
        Expect(() => g.DenseBackwardWeight(columns, x), "dense_backward_weight", "same columns");
        Expect(() => g.Normal(columns.Shape, "noise"), "draw", "batch_to_space");
        Expect(() => g.Bernoulli(g.Sigmoid(columns), "spins"), "bernoulli", "batch_to_space");
        Expect(() => g.Output("samples", columns), "output", "batch_to_space");
        Expect(() => g.Input("samples", columns.Shape), "input", "batch_to_space");
        Expect(() => g.Emit(OpTable.Assign, OpAttributes.None, columns), "assign", "batch_to_space");
        Expect(() => g.PeriodicConvolution(g.Read(model.Parameter("narrow", 2, 8)), x, null, PeriodicStencil.Box(3, 2, 2)), "weight [out, 27]", "[2, 8]");
        Expect(() => g.PeriodicConvolution(g.Read(model.Parameter("wide", 2, 9)), x, null, PeriodicStencil.Box(3, 5)), "rows for 5 sites");
        Assert.Contains("one column per sample", Assert.Throws<ArgumentException>(() => model.Slot("chain", columns.Shape, StateRole.Chain)).Message, StringComparison.Ordinal);
        ProgramBuilder uneven = model.Program("uneven", 40, RandomPurpose.Train);
        Expect(() => uneven.SpaceToBatch(uneven.Normal(4, "y"), 2), "multiple of 16", "give the program 48 samples");
    }

    [Fact]
    public void AStateSlotIsCopiedBeforeItsRowsBecomeColumns()
    {
        Value chain = g.Read(model.Slot("chain", Shape.Batched(12, 128), StateRole.Chain));
        Assert.Equal(ValueKind.Temporary, g.SpaceToBatch(g.SliceRows(chain, 4, 8), 4).Root.Kind);
        model.Parameter("weight", 1);
        g.Assign(model.StateSlots[0], g.BatchToSpace(g.Tanh(g.Emit(OpTable.SpaceToBatch, new SitesAttributes(4), chain))));
        Assert.Contains("lies in the state", Assert.Throws<ProgramException>(g.Build).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SlicesAreEqualAndLieOneAfterAnother()
    {
        // The mean is complete when all slices have met: the columns cross stages.
        Value centred = columns - g.MeanBatch(columns);
        g.Output("centred", g.BatchToSpace(centred));
        GenGpu.Core.Programs.Program program = g.Build();
        Assert.True(program.HasSites);
        ExecutionPlan plan = ExecutionPlan.Create(program, 64);
        Location rows = plan.Locate(x), sites = plan.Locate(columns);
        Assert.Equal((64, 256, 12 * 64), (rows.RowStride, sites.RowStride, rows.SliceStep));
        Assert.Equal((rows.Offset, rows.SliceStep, false), (sites.Offset, sites.SliceStep, sites.SpansBatch));
        Assert.Equal(4 * 64, plan.Locate(centred).RowStride);
        ProgramBuilder odd = model.Program("odd", 160, RandomPurpose.Train);
        odd.Output("y", odd.BatchToSpace(odd.Tanh(odd.SpaceToBatch(odd.Normal(4, "y"), 2))));
        Assert.Contains("equal size", Assert.Throws<ArgumentOutOfRangeException>(() => ExecutionPlan.Create(odd.Build(), 64)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TapsReadNeighboursInTheOrderOfCorrelations()
    {
        PeriodicStencil line = PeriodicStencil.Box(3, 4);
        Assert.Equal((3, 4), (line.Taps, line.Sites));
        Assert.Equal([3, 0, 1, 2, 0, 1, 2, 3, 1, 2, 3, 0], line.Neighbours);
        PeriodicStencil plane = PeriodicStencil.Box(3, 2, 3);
        Assert.Equal([5, 3, 4, 2, 0, 1], plane.Neighbours.Take(6));
        Assert.Equal([0, 1, 2, 3, 4, 5], plane.Neighbours.Skip(4 * 6).Take(6));
        Assert.Equal([1, 2, 0, 4, 5, 3], plane.Neighbours.Skip(5 * 6).Take(6));
        Assert.Throws<ArgumentException>(() => PeriodicStencil.Box(2, 4));
        Assert.Throws<ArgumentException>(() => new PeriodicStencil(2, [0, 1, 2]));
        Assert.Throws<ArgumentException>(() => new PeriodicStencil(2, [0, 1, 2, 0]));
    }

    private static void Expect(Func<Value> action, params string[] parts) => Expect(() => { action(); }, parts);

    private static void Expect(Action action, params string[] parts)
    {
        string message = Assert.Throws<ProgramException>(action).Message;
        foreach (string part in parts)
            Assert.Contains(part, message, StringComparison.Ordinal);
    }
}
