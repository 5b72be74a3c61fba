using FsCheck;
using FsCheck.Fluent;
using GenGpu.Core.Programs;

namespace GenGpu.Core.Tests.Autodiff;

/// <summary>Gradients of random small programs against finite differences, and gradients of those gradients.</summary>
public class RandomProgramTests
{
    private static readonly Shape[] Shapes = [Shape.Batched(2, 5), Shape.Matrix(2, 1), Shape.Scalar, Shape.Matrix(2, 2)];

    // Smooth functions with a bounded argument: no kink and no overflow, whatever is composed.
    private static readonly Func<ProgramBuilder, Value, Value, Value, Value>[] Steps =
    [
        (g, a, b, _) => g.Tanh(a + b),
        (g, a, b, _) => g.Sin(a * b),
        (g, a, b, _) => g.Sigmoid(a - b),
        (g, a, b, _) => a / (g.Square(b) + 1f),
        (g, a, b, _) => g.MultiplyAdd(a, b, g.Tanh(a)),
        (g, a, b, _) => g.Softplus(a) * 0.5f + b,
        (g, a, b, _) => g.Apply(ElementwiseFunction.Erf, a - b),
        (g, a, _, w) => g.Dense(w, Full(g, a), null, Activation.Tanh),
        (g, a, _, w) => g.DenseTransposed(w, Full(g, a), null, Activation.Sigmoid),
        (g, a, b, _) => g.SoftmaxRows(Full(g, a)) * b,
        (g, a, b, _) => g.MeanBatch(Full(g, a)) + b,
        (g, a, b, _) => g.SumRows(Full(g, a)) * b,
        (g, a, b, _) => g.CumulativeSumRows(Full(g, a)) - b,
        (g, a, b, _) => g.GatherRows(Full(g, a), [1, 0]) * b,
        (g, a, b, _) => g.LogSumExpRows(Full(g, a)) + b,
    ];

    [Fact]
    public void GradientsAgreeWithFiniteDifferences() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(11, 13),
        Prop.ForAll(Programs().ToArbitrary(), program => GradientCheck.Run(Shapes, (g, x) => Build(g, x, program), 1e-4)));

    [Fact]
    public void GradientsOfGradientsAgreeWithFiniteDifferences() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(25).WithReplay(17, 19),
        Prop.ForAll(Programs().ToArbitrary(), program => GradientCheck.Run(
            Shapes, (g, x) => g.Gradients(Build(g, x, program), x).Select(d => g.Sum(g.Sin(d))).Aggregate(g.Add), 1e-4)));

    private static Gen<int[]> Programs() => Gen.ArrayOf(Gen.Choose(0, 1_000_000), 6);

    // Each number picks a step and two earlier values.
    private static Value Build(ProgramBuilder g, Value[] x, int[] program)
    {
        var values = new List<Value> { x[0], x[1], x[2] };
        foreach (int code in program)
        {
            Value a = values[code / 100 % values.Count], b = values[code / 10_000 % values.Count];
            values.Add(Steps[code % Steps.Length](g, a, b, x[3]));
        }

        return values.Skip(3).Select(g.Mean).Aggregate(g.Add);
    }

    private static Value Full(ProgramBuilder g, Value a) => g.BroadcastTo(a, Shapes[0]);
}
