using GenGpu.Accelerators.Tests.Conformance.Models;
using GenGpu.Core.Accelerators;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;
using GenGpu.Cpu;
using GenGpu.Cpu.Binding;
using GenGpu.Cpu.Execution;
using GenGpu.Cpu.Simd;

namespace GenGpu.Accelerators.Tests.Simd;

/// <summary>Programs that grouping must leave as they are.</summary>
public class GroupLimitTests
{
    /// <summary>The gradient of q is a gradient plus the parameter p, which the same row of updates changes first.</summary>
    [Fact]
    public void ASumThatReadsAnotherUpdatedParameterSeesItsOldValues()
    {
        var model = new ModelBuilder("coupled");
        StateSlot p = model.Parameter("p", 5, 3), q = model.Parameter("q", 5, 3);
        ProgramBuilder g = model.Program("train", 64, RandomPurpose.Train);
        IReadOnlyList<Value> gradients = g.Gradients(
            g.Mean(g.Square(g.Dense(g.Read(p), g.Normal(3, "x")))) + g.Mean(g.Softplus(g.Dense(g.Read(q), g.Normal(3, "y")))), [g.Read(p), g.Read(q)]);
        Value second = gradients[1] + g.Read(p);
        g.Adam([p, q], [gradients[0], second], g.Constant(0.5f));
        g.Build();
        GroupedPrograms.AssertSameBits(model.Build(), 64);
    }

    /// <summary>The same with a moment of another parameter.</summary>
    [Fact]
    public void ASumThatReadsAMomentSeesItsOldValues()
    {
        var model = new ModelBuilder("coupled");
        StateSlot p = model.Parameter("p", 5, 3), q = model.Parameter("q", 5, 3);
        StateSlot m = model.Slot("p.firstMoment", p.Shape, StateRole.FirstMoment);
        ProgramBuilder g = model.Program("train", 64, RandomPurpose.Train);
        IReadOnlyList<Value> gradients = g.Gradients(
            g.Mean(g.Square(g.Dense(g.Read(p), g.Normal(3, "x")))) + g.Mean(g.Softplus(g.Dense(g.Read(q), g.Normal(3, "y")))), [g.Read(p), g.Read(q)]);
        Value second = gradients[1] + g.Read(m);
        g.Adam([p, q], [gradients[0], second], g.Constant(0.5f));
        g.Build();
        GroupedPrograms.AssertSameBits(model.Build(), 64);
    }

    /// <summary>A loss is checked between the sums of the gradients and their updates: it is what is said to have diverged.</summary>
    [Fact]
    public void WhatDivergesFirstKeepsItsName()
    {
        var model = new ModelBuilder("two losses");
        StateSlot w = model.Parameter("w", 5, 3);
        ProgramBuilder g = model.Program("train", 64, RandomPurpose.Train);
        Value v = g.Read(w);
        Value first = g.Mean(g.Square(g.Dense(v, g.Normal(3, "first")))), second = g.Mean(g.Softplus(g.Dense(v, g.Normal(3, "second"))));
        Value loss = first + (second * float.PositiveInfinity);
        IReadOnlyList<Value> gradients = g.Gradients(loss, [v]);
        g.CheckFinite(loss, "loss");
        g.Adam([w], gradients, g.Constant(0.5f));
        g.Build();
        ModelDefinition definition = model.Build();
        Assert.Equal("loss", Diverged(definition, 64, false));
        Assert.Equal("loss", Diverged(definition, 64, true));
    }

    /// <summary>An identity that broadcasts is no loop over its operand.</summary>
    [Theory]
    [InlineData("a scalar to a vector")]
    [InlineData("a scalar to samples")]
    [InlineData("a vector to samples")]
    [InlineData("a row to rows")]
    [InlineData("a row of samples to rows")]
    public void WhatIsBroadcastAndScaledIsBroadcast(string what)
    {
        var model = new ModelBuilder("broadcast");
        StateSlot s = model.Slot("s", Shape.Scalar, StateRole.Other), t = model.Slot("t", Shape.Scalar, StateRole.Other);
        StateSlot vector = model.Slot("vector", Shape.Matrix(5, 1), StateRole.Other), row = model.Slot("row", Shape.Matrix(1, 7), StateRole.Other);
        ProgramBuilder g = model.Program("train", 40, RandomPurpose.Train);
        (Value from, Shape to) = what switch
        {
            "a scalar to a vector" => (g.Read(s), Shape.Matrix(5, 1)),
            "a scalar to samples" => (g.Read(s), Shape.Batched(2, 40)),
            "a vector to samples" => (g.Read(vector), Shape.Batched(5, 40)),
            "a row to rows" => (g.Read(row), Shape.Matrix(5, 7)),
            _ => (g.Normal(1, "x"), Shape.Batched(3, 40)),
        };
        Value y = (g.BroadcastTo(from, to) * g.Read(t)) + g.Read(s);
        g.Assign(model.Slot("sum", to.IsBatched ? Shape.Matrix(to.Rows, 1) : to, StateRole.Other), to.IsBatched ? g.SumBatch(y) : y);
        g.Build();
        GroupedPrograms.AssertSameBits(model.Build(), 40);
    }

    private static string? Diverged(ModelDefinition model, int sliceSize, bool isGrouped)
    {
        using var accelerator = new CpuAccelerator(1);
        using IEnsemble ensemble = accelerator.CreateEnsemble(model, [3]);
        var random = new Random(7);
        foreach (StateSlot slot in model.State)
            ensemble.Write(0, slot, [.. Enumerable.Range(0, (int)slot.Shape.ElementCount).Select(_ => (float)(random.NextDouble() - 0.5))]);
        Launch launch = Training.Steps(ensemble, 0, 1);
        using CompiledProgram compiled = CompiledProgram.Compile(launch.Program, KernelBinder.Create(LaneSelection.Selected), sliceSize, isGrouped: isGrouped);
        using var pinned = new PinnedLaunch(launch, compiled, compiled);
        using var worker = new Worker();
        Interpreter.Advance(worker, new WorkItem(pinned, 0), 1);
        return ensemble.Status(0).Value;
    }
}
