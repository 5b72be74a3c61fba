using GenGpu.Core.Ops;
using GenGpu.Core.Programs;

namespace GenGpu.Accelerators.Tests.Conformance.Cases;

/// <summary>Reductions over rows and batch, softmax, cumulative sums, argmax.</summary>
internal static class ReductionCases
{
    private static readonly Shape[] Shapes =
    [
        Shape.Batched(1, 1), Shape.Batched(5, 3), Shape.Batched(1, 16), Shape.Batched(7, 37), Shape.Batched(2, 64), Shape.Batched(17, 128), Shape.Batched(3, 200), Shape.Matrix(3, 5),
        Shape.Matrix(40, 1), Shape.Matrix(1, 33),
    ];

    public static IEnumerable<OpCase> All()
    {
        foreach (Shape shape in Shapes)
        {
            foreach (ReductionKind kind in Enum.GetValues<ReductionKind>())
            {
                // Steps of 1/64 keep maxima apart under the finite difference and logarithms of sums in range.
                Operand x = Operand.Distinct(shape, 1 / 64.0);
                yield return Case("reduce_rows", OpTable.ReduceRows, kind, x, (g, v) => g.Emit(OpTable.ReduceRows, new ReductionAttributes(kind), v));
                if (kind != ReductionKind.LogSumExp)
                    yield return Case("reduce_batch", OpTable.ReduceBatch, kind, x, (g, v) => g.Emit(OpTable.ReduceBatch, new ReductionAttributes(kind), v));
            }

            yield return Case("softmax_rows", OpTable.SoftmaxRows, null, Operand.Uniform(shape, -3, 3), (g, v) => g.SoftmaxRows(v));
            yield return Case("cumulative_sum_rows", OpTable.CumulativeSumRows, "forward", Operand.Uniform(shape, -1, 1), (g, v) => g.CumulativeSumRows(v));
            yield return Case("cumulative_sum_rows", OpTable.CumulativeSumRows, "reverse", Operand.Uniform(shape, -1, 1), (g, v) => g.CumulativeSumRows(v, reverse: true));
            yield return Case("argmax_rows", OpTable.ArgMaxRows, "ties", Operand.Index(shape, 3), (g, v) => g.ArgMaxRows(v), differentiate: false);
            yield return Case("argmax_rows", OpTable.ArgMaxRows, "distinct", Operand.Distinct(shape, 0.1), (g, v) => g.ArgMaxRows(v), differentiate: false);
        }

        foreach (float offset in new[] { -300f, 300f })
        {
            Operand large = Operand.Uniform(Shape.Batched(4, 20), offset - 2, offset + 2);
            yield return Case("reduce_rows", OpTable.ReduceRows, $"LogSumExp around {offset}", large, (g, v) => g.LogSumExpRows(v), differentiate: false);
            yield return Case("softmax_rows", OpTable.SoftmaxRows, $"around {offset}", large, (g, v) => g.SoftmaxRows(v), differentiate: false);
        }
    }

    private static OpCase Case(string name, OpDefinition op, object? variant, Operand x, Func<ProgramBuilder, Value, Value> emit, bool differentiate = true) => new()
    {
        Name = $"{name}{(variant is null ? "" : $".{variant}")} {x.Shape}",
        Op = op,
        Variant = variant,
        BatchSize = x.Shape.IsBatched ? x.Shape.Columns : 1,
        Operands = [x],
        Differentiate = differentiate ? [0] : [],
        Emit = (g, v, _) => emit(g, v[0]),
    };
}
