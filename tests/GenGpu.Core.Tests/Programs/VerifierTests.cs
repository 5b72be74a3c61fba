using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Core.Tests.Programs;

public class VerifierTests
{
    private readonly ModelBuilder model = new("model");
    private readonly StateSlot slot;
    private readonly ProgramBuilder g;

    public VerifierTests()
    {
        slot = model.Parameter("weight", 2, 2);
        g = model.Program("train", 8, RandomPurpose.Train);
    }

    [Fact]
    public void AVersionThatWasReadBeforeAWriteIsRefusedAfterIt()
    {
        Value before = g.Read(slot);
        g.Assign(slot, g.Exp(before));
        g.Assign(slot, g.Sin(before));
        string message = Assert.Throws<ProgramException>(g.Build).Message;
        Assert.Contains("model.train: 'weight' was read before its slot was written", message);
        Assert.Contains("Read the slot again", message);
    }

    [Fact]
    public void AValueComputedFromAnOldVersionMayBeUsed()
    {
        Value copy = g.Exp(g.Read(slot));
        g.Assign(slot, g.Sin(g.Read(slot)));
        g.Assign(slot, g.Add(copy, g.Read(slot)));
        g.Build();
    }

    [Fact]
    public void ASlotMayBeReadOutsideAndInsideOfARepeatThatDoesNotWriteIt()
    {
        Value outside = g.Sin(g.Read(slot));
        Value[] inside = g.Repeat(3, [outside], values => [g.Add(g.Cos(g.Read(slot)), values[0])]);
        g.Assign(slot, inside[0]);
        g.Assign(slot, g.Repeat(2, [g.Read(slot)], values => [g.Multiply(values[0], g.Sin(g.Read(slot)))])[0]);
        g.Build();
    }

    [Fact]
    public void AnOuterVersionIsRefusedInABodyThatWritesTheSlot()
    {
        Value outer = g.Read(slot);
        g.Assign(model.Slot("copy", slot.Shape, StateRole.Other), outer);
        g.Repeat(3, () => g.Assign(slot, g.Sin(outer)));
        Assert.Contains("was read before", Assert.Throws<ProgramException>(g.Build).Message);
    }

    [Fact]
    public void AnOuterVersionThatIsUsedOnlyInTheBodyIsRefusedToo()
    {
        Value outer = g.Read(slot);
        g.Repeat(3, () => g.Assign(slot, g.Sin(outer)));
        Assert.Contains("was read before", Assert.Throws<ProgramException>(g.Build).Message);
    }

    [Fact]
    public void AnOuterVersionIsRefusedAfterARepeatThatWritesTheSlot()
    {
        Value outer = g.Read(slot);
        g.Repeat(3, () => g.Assign(slot, g.Sin(g.Read(slot))));
        g.Assign(model.Slot("copy", slot.Shape, StateRole.Other), g.Exp(outer));
        Assert.ThrowsAny<ProgramException>(g.Build);
    }

    [Fact]
    public void ReadingInsideTheBodyIsRight()
    {
        g.Repeat(3, () => g.Assign(slot, g.Sin(g.Read(slot))));
        g.Assign(slot, g.Exp(g.Read(slot)));
        g.Build();
    }

    [Fact]
    public void AValueOfABodyIsNotVisibleOutside()
    {
        Value inside = null!;
        g.Repeat(3, () => g.Assign(slot, inside = g.Sin(g.Read(slot))));
        g.Assign(slot, g.Exp(inside));
        Assert.Contains("not visible outside", Assert.Throws<ProgramException>(g.Build).Message);
    }

    [Fact]
    public void DifferentiatingThroughARepeatIsRefused()
    {
        Value w = g.Read(slot);
        Value after = g.Repeat(3, [w], v => [g.Sin(v[0])])[0];
        string message = Assert.Throws<ProgramException>(() => g.Gradients(g.Sum(after), w)).Message;
        Assert.Contains("cannot differentiate through the Repeat(3)", message);
        Assert.Contains("StopGradient", message);
        Assert.Equal(ValueKind.Temporary, g.Gradients(g.Sum(g.StopGradient(after) * w), w)[0].Kind);
    }

    [Fact]
    public void DifferentiatingThroughABodyThatUsesTheParameterIsRefused()
    {
        Value w = g.Read(slot);
        Value start = g.Read(model.Slot("chain", slot.Shape, StateRole.Chain));
        Value after = g.Repeat(3, [start], v => [g.Add(v[0], w)])[0];
        Assert.Throws<ProgramException>(() => g.Gradients(g.Sum(after), w));
    }

    [Fact]
    public void GradientsInsideABodyAreAllowed()
    {
        g.Repeat(3, () =>
        {
            Value w = g.Read(slot);
            g.Sgd([slot], g.Gradients(g.Sum(g.Square(w)), w), g.Constant(0.1f));
        });
        g.Build();
    }
}
