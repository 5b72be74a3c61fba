using GenGpu.Core.Ops;
using GenGpu.Core.Programs;

namespace GenGpu.Accelerators.Tests.Conformance.Cases;

/// <summary>Draws: at top level, in nested Repeats, at later steps.</summary>
internal static class RandomCases
{
    private static readonly Shape[] Shapes =
    [
        Shape.Batched(1, 1), Shape.Batched(5, 3), Shape.Batched(3, 16), Shape.Batched(7, 37), Shape.Batched(1, 64), Shape.Batched(2, 128), Shape.Batched(3, 200), Shape.Matrix(3, 5), Shape.Matrix(40, 1),
        Shape.Matrix(2, 70),
    ];

    public static IEnumerable<OpCase> All()
    {
        foreach (Shape shape in Shapes)
        {
            foreach (Distribution distribution in Enum.GetValues<Distribution>())
                yield return Case(OpTable.Draw, distribution, shape, [], (g, _) => g.Draw(distribution, shape, "site"));
            yield return Case(OpTable.Bernoulli, "uniform p", shape, [Operand.Uniform(shape, 0, 1)], (g, v) => g.Bernoulli(v[0], "site"));
            yield return Case(OpTable.Bernoulli, "p = 0 or 1", shape, [Operand.Index(shape, 2)], (g, v) => g.Bernoulli(v[0], "site"));
            if (!shape.IsBatched)
                continue;
            // Weights that are multiples of 1/8 with a total of 2: every sum is exact, so no rounding can move a draw.
            Shape one = Shape.Batched(1, shape.Columns);
            yield return Case(OpTable.Categorical, "shared weights", one with { Rows = shape.Rows + 4 }, [Weights(Shape.Matrix(shape.Rows + 4, 1))], (g, v) => g.Categorical(v[0], "site"));
            yield return Case(OpTable.Categorical, "weights per sample", one with { Rows = shape.Rows + 3 }, [Weights(Shape.Batched(shape.Rows + 3, shape.Columns))], (g, v) => g.Categorical(v[0], "site"));
        }

        yield return Case(OpTable.Draw, "late step", Shape.Batched(3, 37), [], (g, _) => g.Normal(3, "late"), firstStep: 4_000_000_000, stepCount: 3);
        yield return Case(OpTable.Draw, "nested Repeat", Shape.Batched(2, 37), [], (g, _) =>
            g.Repeat(3, [g.Normal(2, "outside")], outer =>
                g.Repeat(2, [g.Add(outer[0], g.Normal(2, "middle"))], inner => [g.MultiplyAdd(inner[0], g.Constant(0.5f), g.Normal(2, "inner"))]))[0]);
    }

    private static OpCase Case(OpDefinition op, object variant, Shape shape, Operand[] operands, Func<ProgramBuilder, Value[], Value> emit, long firstStep = 2, int stepCount = 1) => new()
    {
        Name = $"{op.Name} {variant} {shape}",
        Op = op,
        Variant = variant,
        BatchSize = shape.IsBatched ? shape.Columns : 1,
        Operands = operands,
        FirstStep = firstStep,
        StepCount = stepCount,
        Emit = (g, v, _) => emit(g, v),
    };

    private static Operand Weights(Shape shape)
    {
        float[] data = new float[shape.ElementCount];
        for (int c = 0; c < shape.Columns; c++)
        {
            for (int eighth = 0; eighth < 16; eighth++)
                data[((eighth * eighth + c) % shape.Rows * shape.Columns) + c] += 0.125f;
        }

        return new Operand(shape, data);
    }
}
