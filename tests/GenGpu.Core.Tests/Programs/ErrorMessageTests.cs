using GenGpu.Core.Programs;
using GenGpu.Core.Random;

namespace GenGpu.Core.Tests.Programs;

/// <summary>Every mistake is an error that names the program, the op and the shapes.</summary>
public class ErrorMessageTests
{
    private readonly ModelBuilder model = new("model");
    private readonly ProgramBuilder g;
    private readonly Value x;
    private readonly Value weight;

    public ErrorMessageTests()
    {
        g = model.Program("train", 8, RandomPurpose.Train);
        x = g.Read(model.Slot("x", Shape.Batched(3, 8), StateRole.Other));
        weight = g.Read(model.Parameter("weight", 4, 5));
    }

    [Fact]
    public void ShapesThatDoNotFitAreNamed()
    {
        Expect(() => g.Dense(weight, x), "model.train", "dense", "[4, 5]", "[3, batch 8]", "weight", "x");
        Expect(() => g.DenseTransposed(weight, x), "dense_transposed", "[4, 5]", "[3, batch 8]");
        Expect(() => g.Add(x, weight), "elementwise", "Add", "broadcast");
        Expect(() => g.SliceRows(x, 2, 2), "slice_rows", "rows 2 to 3");
        Expect(() => g.GatherRows(x, [0, 3]), "gather_rows");
        Expect(() => g.ScatterAddRows(x, [0, 1, 5], 5), "scatter_add_rows");
        Expect(() => g.ConcatenateRows(x, weight), "concatenate_rows");
        Expect(() => g.Lookup(x, x), "lookup", "not batched");
        Expect(() => g.OneHot(x, 3), "one_hot");
        Expect(() => g.StraightThrough(x, weight), "straight_through", "same shape");
        Expect(() => g.DenseBackwardWeight(x, weight), "dense_backward_weight", "same columns");
        Expect(() => g.BroadcastTo(x, Shape.Batched(4, 8)), "elementwise", "[4, batch 8]");
        Expect(() => g.Normal((1 << 14) + 1, "huge"), "draw", "16384 rows");
    }

    [Fact]
    public void MisusesAreExplained()
    {
        Expect(() => g.Gradients(x, x), "scalar loss", "[3, batch 8]", "mean");
        Expect(() => g.Adjoints(x, weight, x), "seed");
        Expect(() => g.Hyper("learnRate"), "no hyper value 'learnRate'");
        Expect(() => g.Repeat(2, [x], v => [g.SumRows(v[0])]), "turns value 0 from [3, batch 8] into [1, batch 8]");
        Expect(() => g.Repeat(2, [x], v => []), "returns 0 values for 1");
        Expect(() => g.Repeat(2, () => g.Output("inside", x)), "inside a Repeat");
        StateSlot slot = model.StateSlots[1];
        Expect(() => g.Sgd([slot], [x], g.Constant(0.1f)), "gradient of weight [4, 5] has shape [3, batch 8]");
        Expect(() => g.Sgd([slot], [], g.Constant(0.1f)), "1 parameters and 0 gradients");
    }

    [Fact]
    public void ADrawSiteIsClaimedOnce()
    {
        g.Normal(3, "latent");
        Expect(() => g.Uniform(3, "latent"), "'latent' is used twice");
        Expect(() => g.Bernoulli(g.Sigmoid(x), "latent"), "'latent' is used twice");
    }

    [Fact]
    public void ValuesOfAnotherProgramAreRefused()
    {
        ProgramBuilder other = model.Program("sample", 8, RandomPurpose.Sample);
        Expect(() => other.Exp(x), "model.sample", "another program", "train");
    }

    [Fact]
    public void ABuiltProgramIsClosed()
    {
        g.Build();
        Expect(() => g.Exp(x), "already built");
        Expect(() => g.Build(), "already built");
    }

    private static void Expect(Action action, params string[] parts)
    {
        string message = Assert.Throws<ProgramException>(action).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }
}
