using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Core.Tests.Programs;

public class BuilderTests
{
    private readonly ModelBuilder model = new("model");

    [Fact]
    public void EqualInstructionsAreEmittedOnce()
    {
        ProgramBuilder g = Train();
        Value x = g.Read(model.Slot("x", Shape.Batched(3, 8), StateRole.Other));
        Assert.Same(g.Exp(x), g.Exp(x));
        Assert.Same(g.GatherRows(x, [0, 2]), g.GatherRows(x, [0, 2]));
        Assert.NotSame(g.GatherRows(x, [0, 2]), g.GatherRows(x, [2, 0]));
        Assert.NotSame(g.LeakyRelu(x, 0.1f), g.LeakyRelu(x, 0.2f));
        Value w = g.Read(model.Parameter("w", 2, 3));
        Assert.Same(g.Dense(w, x, null, Activation.Tanh, 0.1f), g.Dense(w, x, null, Activation.Tanh, 0.9f));
    }

    [Fact]
    public void ZeroAndMinusZeroAreDifferentConstants()
    {
        ProgramBuilder g = Train();
        Assert.NotSame(g.Constant(0f), g.Constant(-0f));
        Assert.Same(g.Constant(-0f), g.Constant(-0f));
        Assert.True(float.IsNegative(g.Constant(-0f).Literal));
    }

    [Fact]
    public void AnInstructionOfARepeatBodyIsNotReusedOutsideButAnOuterOneIsReusedInside()
    {
        ProgramBuilder g = Train();
        StateSlot slot = model.Slot("x", Shape.Batched(3, 8), StateRole.Other);
        Value x = g.Read(slot), outer = g.Exp(x), inner = null!, sineInside = null!;
        g.Repeat(3, [x], v =>
        {
            inner = g.Exp(x);
            sineInside = g.Sin(x);
            return [g.Add(v[0], g.Add(inner, sineInside))];
        });
        Assert.Same(outer, inner);
        Assert.NotSame(sineInside, g.Sin(x));
    }

    [Fact]
    public void AReadAfterAWriteIsANewVersion()
    {
        ProgramBuilder g = Train();
        StateSlot slot = model.Parameter("w", 2, 2);
        Value before = g.Read(slot), exp = g.Exp(before);
        g.Assign(slot, exp);
        Assert.NotSame(before, g.Read(slot));
        Assert.NotSame(exp, g.Exp(g.Read(slot)));
    }

    [Fact]
    public void LiteralsAreFoldedAndIdentitiesDropped()
    {
        ProgramBuilder g = Train();
        Value x = g.Read(model.Slot("x", Shape.Batched(3, 8), StateRole.Other));
        Assert.Equal(6.25f, g.Square(g.Add(g.Constant(2f), g.Constant(0.5f))).Literal);
        Assert.Same(g.Constant(-2f), g.Negate(g.Constant(2f)));
        Assert.Same(x, x + 0f);
        Assert.Same(x, 0f + x);
        Assert.Same(x, x - 0f);
        Assert.Same(x, x * 1f);
        Assert.Same(x, x / 1f);
        Assert.Same(x, -(-x));
        Assert.Equal(ElementwiseFunction.Negate, (x * -1f).Producer!.As<ElementwiseAttributes>().Function);
        Assert.Same(x, g.BroadcastTo(x, x.Shape));
        Assert.Same(x, g.SliceRows(x, 0, 3));
        Assert.Equal(ValueKind.Temporary, g.Exp(g.Constant(1f)).Kind);
    }

    [Fact]
    public void WhatNothingNeedsIsDropped()
    {
        ProgramBuilder g = Train();
        StateSlot slot = model.Slot("x", Shape.Batched(3, 8), StateRole.Other);
        Value x = g.Read(slot), used = g.Exp(x);
        g.Sin(x);
        g.Normal(3, "unused");
        g.Repeat(4, [x], v => [g.Cos(v[0])]);
        g.Assign(slot, used);
        Program program = g.Build();
        Assert.Equal([OpTable.Elementwise, OpTable.Assign], program.Instructions().Select(i => i.Op));
        Assert.DoesNotContain(program.Body, n => n is Repeat);
    }

    [Fact]
    public void QuietDropsReportsAndWhatOnlyTheyNeed()
    {
        ProgramBuilder g = Train();
        StateSlot slot = model.Slot("x", Shape.Batched(3, 8), StateRole.Other);
        Value x = g.Read(slot);
        g.Report("norm", g.Sum(g.Square(x)));
        g.Assign(slot, g.Exp(x));
        Program program = g.Build();
        Assert.Contains(program.Instructions(), i => i.Op == OpTable.Report);
        Assert.Equal([OpTable.Elementwise, OpTable.Assign], program.Quiet.Instructions().Select(i => i.Op));
        Assert.All(program.Quiet.Instructions(), i => Assert.Contains(i, program.Instructions()));
        Assert.Same(program.Quiet, program.Quiet.Quiet);
    }

    [Fact]
    public void AProgramWithoutReportsIsItsOwnQuietVariant()
    {
        ProgramBuilder g = Train();
        StateSlot slot = model.Parameter("w", 2);
        g.Assign(slot, g.Exp(g.Read(slot)));
        Program program = g.Build();
        Assert.Same(program, program.Quiet);
    }

    [Fact]
    public void StateSlotsAreAlignedAndCountedWithoutPadding()
    {
        StateSlot weight = model.Parameter("w", 3, 5), chain = model.Slot("chain", Shape.Batched(2, 17), StateRole.Chain);
        ModelDefinition definition = model.Build();
        Assert.Equal((0, 5, 16), (weight.Offset, weight.RowStride, weight.Length));
        Assert.Equal((16, 32, 64), (chain.Offset, chain.RowStride, chain.Length));
        Assert.Equal(80, definition.StateLength);
        Assert.Equal(15, definition.ParameterCount);
    }

    [Fact]
    public void OneDefinitionOfAHyperValueIsShared()
    {
        Assert.Same(model.Hyper("learningRate", 0.1f), model.Hyper("learningRate", 0.1f));
        Assert.Throws<ArgumentException>(() => model.Hyper("learningRate", 0.2f));
    }

    private ProgramBuilder Train() => model.Program("train", 8, RandomPurpose.Train);
}
