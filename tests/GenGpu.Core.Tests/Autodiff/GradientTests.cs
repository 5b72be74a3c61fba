using GenGpu.Core.Programs;

namespace GenGpu.Core.Tests.Autodiff;

public class GradientTests
{
    private static readonly Shape Weight = Shape.Matrix(4, 3), Bias = Shape.Matrix(4, 1), Head = Shape.Matrix(1, 4), Data = Shape.Batched(3, 5);

    [Fact]
    public void GradientPenaltyOfWganGp() => GradientCheck.Run([Weight, Bias, Head, Data], (g, x) =>
    {
        Value score = g.Dense(x[2], g.Dense(x[0], x[3], x[1], Activation.Tanh));
        Value slope = g.Adjoints(score, g.Constant(1f), x[3])[0];
        return g.Mean(g.Square(g.Sqrt(g.SumRows(g.Square(slope)) + 1e-3f) - 1f));
    });

    [Fact]
    public void AGradientThatWouldLeaveOutWhatWasReadOutsideOfARepeatIsRefused()
    {
        var model = new ModelBuilder("model");
        StateSlot slot = model.Parameter("weight", 2, 2);
        ProgramBuilder g = model.Program("train", 8, GenGpu.Core.Random.RandomPurpose.Train);
        Value outside = g.Sin(g.Read(slot));
        Value Inside(Value read) => g.Repeat(3, [g.BroadcastTo(g.Constant(0f), slot.Shape)], v => [v[0] + g.Gradients(g.Sum(read * g.Read(slot)), [slot])[0]])[0];
        string message = Assert.Throws<ProgramException>(() => Inside(outside)).Message;
        Assert.Contains("read outside of the Repeat", message, StringComparison.Ordinal);

        ProgramBuilder other = model.Program("other", 8, GenGpu.Core.Random.RandomPurpose.Train);
        (g, outside) = (other, other.StopGradient(other.Sin(other.Read(slot))));
        g.Assign(slot, Inside(outside));
        g.Build();
    }

    [Fact]
    public void HessianVectorProduct() => GradientCheck.Run([Weight, Weight, Data], (g, x) =>
    {
        // The gradient of (gradient . v) is the Hessian times v.
        Value loss = g.Mean(g.Softplus(g.Dense(x[0], x[2], null, Activation.Sigmoid)));
        return g.Sum(g.Gradients(loss, x[0])[0] * x[1]);
    });

    [Fact]
    public void ThirdDerivative() => GradientCheck.Run([Data], (g, x) =>
    {
        Value first = g.Gradients(g.Sum(g.Sin(x[0] * x[0])), x[0])[0];
        return g.Sum(g.Gradients(g.Sum(first * first), x[0])[0]);
    });

    [Fact]
    public void MeanOverBatchWithBiasOnly() => GradientCheck.Run([Bias, Data], (g, x) =>
    {
        // The bias reaches the mean through a broadcast; the adjoint of the mean stays a scalar until it is reduced.
        Value shifted = g.BroadcastTo(x[0], Shape.Batched(4, 5));
        return g.Mean(shifted) + g.Mean(g.ConcatenateRows(shifted, x[1]) * 3f);
    });

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void BroadcastOperandsGetTheSumOfTheirCopies(bool row, bool column)
    {
        Shape narrow = column ? Shape.Matrix(row ? 1 : 3, 1) : Shape.Batched(row ? 1 : 3, 5);
        GradientCheck.Run([narrow, Data], (g, x) => g.Mean(x[0] + x[1]) + g.Sum(x[0] * x[1]) + g.Sum(x[1] - x[0]) + g.Mean(g.Square(x[0] - x[1])));
    }

    [Fact]
    public void ScalarsThroughSumsOfBroadcasts() => GradientCheck.Run([Shape.Scalar, Bias], (g, x) =>
        g.Sum(g.BroadcastTo(x[0], Shape.Matrix(4, 6))) + g.Mean(g.BroadcastTo(x[1], Shape.Batched(4, 5)) * x[0]) + g.Sum(g.SumRows(x[1] * x[0])));

    [Fact]
    public void BatchStatistics() => GradientCheck.Run([Data, Shape.Matrix(3, 1)], (g, x) =>
    {
        Value centred = x[0] - g.MeanBatch(x[0]);
        Value normal = centred * g.ReciprocalSqrt(g.MeanBatch(g.Square(centred)) + 0.01f);
        return g.Sum(g.Tanh(normal * x[1]));
    });

    [Fact]
    public void LookupSoftmaxAndRowMoves() => GradientCheck.Run([Shape.Matrix(3, 6), Data], (g, x) =>
    {
        Value index = g.ArgMaxRows(g.StopGradient(x[1]));
        Value looked = g.Lookup(x[0], index * 2f);
        Value soft = g.SoftmaxRows(g.CumulativeSumRows(looked * x[1]));
        return g.Sum(g.LogSumExpRows(g.GatherRows(soft, [2, 0, 2, 1]) * 3f) * g.SliceRows(x[1], 1, 1));
    });

    [Fact]
    public void AValueThatDoesNotReachTheLossGetsZeros() => GradientCheck.Run([Data, Weight], (g, x) => g.Mean(g.Exp(x[0])));

    [Fact]
    public void TheDoubleOfAValueUsedTwice() => GradientCheck.Run([Data], (g, x) => g.Sum(x[0] * g.Sin(x[0]) + (x[0] / (g.Square(x[0]) + 1f))));
}
