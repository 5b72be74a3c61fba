using GenGpu.Core.Programs;

namespace GenGpu.Core.Tests.Autodiff;

/// <summary>Gradients of random programs of overlapping row slices: the differentiator gathers the adjoints of all slices of a value, and must lose none and count none twice.</summary>
public class RowSliceTests
{
    private const int Rows = 7;
    private static readonly Shape[] Shapes = [Shape.Batched(Rows, 5), Shape.Matrix(Rows, 1), Shape.Batched(3, 5)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void GradientsAgreeWithFiniteDifferences(int seed) => GradientCheck.Run(Shapes, (g, x) => Build(g, x, new System.Random(seed)));

    [Theory]
    [InlineData(101)]
    [InlineData(102)]
    [InlineData(103)]
    [InlineData(104)]
    [InlineData(105)]
    [InlineData(106)]
    public void GradientsOfGradientsAgreeWithFiniteDifferences(int seed) => GradientCheck.Run(
        Shapes, (g, x) => g.Gradients(Build(g, x, new System.Random(seed)), x).Select(d => g.Sum(g.Sin(d))).Aggregate(g.Add), 1e-4);

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 40)];

    private static Value Build(ProgramBuilder g, Value[] x, System.Random random)
    {
        var values = new List<Value>(x);
        Value loss = g.Constant(0f);
        for (int step = 0; step < 14; step++)
        {
            Value a = Slice(values[random.Next(values.Count)]), b = Slice(values[random.Next(values.Count)]);
            int rows = Math.Min(a.Shape.Rows, b.Shape.Rows);
            (a, b) = (g.SliceRows(a, 0, rows), g.SliceRows(b, b.Shape.Rows - rows, rows));
            Value made = random.Next(7) switch
            {
                0 => g.Tanh(a + b),
                1 => g.MultiplyAdd(a, b, g.Sin(a)),
                // Adjoints that are scalars or single rows until somebody needs them whole.
                2 => a * g.Mean(b),
                3 => g.SumRows(a) * b,
                4 => g.ConcatenateRows(g.BroadcastTo(b, Shape.Batched(rows, 5)), g.BroadcastTo(g.Tanh(a), Shape.Batched(rows, 5))),
                5 => g.StopGradient(g.Constant(0.5f)) * a - b,
                _ => a,
            };
            values.Add(made);
            if (random.Next(2) == 0)
                loss += g.Mean(Slice(made));
        }

        return loss + values.Select(g.Mean).Aggregate(g.Add);

        Value Slice(Value value)
        {
            int start = random.Next(value.Shape.Rows);
            return g.SliceRows(value, start, 1 + random.Next(value.Shape.Rows - start));
        }
    }
}
