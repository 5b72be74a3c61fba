using GenGpu.Core.Programs;

namespace GenGpu.Accelerators.Tests.Conformance.Cases;

/// <summary>Ops that move rows: slice, concatenate, gather, scatter, gradient barriers.</summary>
internal static class RowCases
{
    private static readonly Shape[] Shapes =
    [
        Shape.Batched(1, 1), Shape.Batched(5, 3), Shape.Batched(6, 16), Shape.Batched(7, 37), Shape.Batched(2, 64), Shape.Batched(9, 128), Shape.Batched(3, 200), Shape.Matrix(4, 5), Shape.Matrix(6, 1),
    ];

    public static IEnumerable<OpCase> All()
    {
        foreach (Shape shape in Shapes)
        {
            int rows = shape.Rows;
            int[] indices = [.. Enumerable.Range(0, rows + 2).Select(i => ((i * 3) + 1) % rows)];
            int[] targets = [.. Enumerable.Range(0, rows).Select(i => i * 5 % (rows + 1))];
            Operand x = Operand.Uniform(shape, -2, 2), y = Operand.Uniform(shape with { Rows = 3 }, -2, 2, 2);
            yield return Case(OpTable.SliceRows, "first", [x], [0], (g, v) => g.SliceRows(v[0], 0, Math.Max(1, rows / 2)));
            yield return Case(OpTable.SliceRows, "last", [x], [0], (g, v) => g.SliceRows(v[0], rows - 1, 1));
            yield return Case(OpTable.SliceRows, "middle", [x], [0], (g, v) => g.SliceRows(v[0], rows / 3, Math.Max(1, rows / 3)));
            yield return Case(OpTable.ConcatenateRows, "two", [x, y], [0, 1], (g, v) => g.ConcatenateRows(v[0], v[1]));
            yield return Case(OpTable.ConcatenateRows, "three, one twice", [x, y], [0, 1], (g, v) => g.ConcatenateRows(v[1], v[0], v[1]));
            yield return Case(OpTable.GatherRows, "repeated", [x], [0], (g, v) => g.GatherRows(v[0], indices));
            yield return Case(OpTable.ScatterAddRows, "colliding", [x], [0], (g, v) => g.ScatterAddRows(v[0], targets, rows + 2));
            yield return Case(OpTable.StopGradient, "", [x], [], (g, v) => g.StopGradient(v[0]));
            yield return Case(OpTable.StraightThrough, "", [x, Operand.Uniform(shape, 0, 1, 3)], [], (g, v) => g.StraightThrough(v[0], v[1]));
        }
    }

    private static OpCase Case(OpDefinition op, string variant, Operand[] operands, int[] differentiate, Func<ProgramBuilder, Value[], Value> emit) => new()
    {
        Name = $"{op.Name} {variant} {operands[0].Shape}",
        Op = op,
        BatchSize = operands[0].Shape.IsBatched ? operands[0].Shape.Columns : 1,
        Operands = operands,
        Differentiate = differentiate,
        Emit = (g, v, _) => emit(g, v),
    };
}
