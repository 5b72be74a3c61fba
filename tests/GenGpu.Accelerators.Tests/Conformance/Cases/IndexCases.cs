using GenGpu.Core.Programs;

namespace GenGpu.Accelerators.Tests.Conformance.Cases;

/// <summary>Lookup and its adjoint, one-hot, step and sample numbers.</summary>
internal static class IndexCases
{
    private static readonly Shape[] Shapes =
    [
        Shape.Batched(1, 1), Shape.Batched(1, 3), Shape.Batched(1, 16), Shape.Batched(1, 37), Shape.Batched(1, 64), Shape.Batched(1, 128), Shape.Batched(1, 200), Shape.Matrix(1, 5),
    ];

    public static IEnumerable<OpCase> All()
    {
        foreach (Shape shape in Shapes)
        {
            Operand index = Operand.Index(shape, 6);
            // Indices outside the table are clamped.
            Operand wild = index with { Data = [.. index.Data.Select((x, i) => i % 3 == 1 ? -2 : i % 3 == 2 ? 1000 : x)] };
            Operand table = Operand.Uniform(Shape.Matrix(3, 6), -2, 2), x = Operand.Uniform(shape with { Rows = 3 }, -2, 2, 2);
            yield return Case(OpTable.Lookup, "", shape, [table, index], [0], (g, v) => g.Lookup(v[0], v[1]));
            yield return Case(OpTable.Lookup, "clamped", shape, [table, wild], [0], (g, v) => g.Lookup(v[0], v[1]));
            yield return Case(OpTable.LookupBackward, "", shape, [x, index], [0], (g, v) => g.LookupBackward(v[0], v[1], 6));
            yield return Case(OpTable.LookupBackward, "clamped", shape, [x, wild], [0], (g, v) => g.LookupBackward(v[0], v[1], 7));
            yield return Case(OpTable.OneHot, "", shape, [index], [], (g, v) => g.OneHot(v[0], 6));
            yield return Case(OpTable.OneHot, "clamped", shape, [wild], [], (g, v) => g.OneHot(v[0], 4));
        }

        foreach (int batchSize in new[] { 1, 3, 16, 37, 200 })
        {
            yield return Counter(OpTable.SampleIndex, batchSize, 0, 1, g => g.SampleIndex());
            yield return Counter(OpTable.SampleIndex, batchSize, 5, 3, g => g.SampleIndex());
        }

        yield return Counter(OpTable.StepIndex, 4, 0, 1, g => g.StepIndex());
        yield return Counter(OpTable.StepIndex, 4, 1000, 7, g => g.StepIndex());
    }

    private static OpCase Case(OpDefinition op, string variant, Shape shape, Operand[] operands, int[] differentiate, Func<ProgramBuilder, Value[], Value> emit) => new()
    {
        Name = $"{op.Name} {variant} {shape}",
        Op = op,
        BatchSize = shape.IsBatched ? shape.Columns : 1,
        Operands = operands,
        Differentiate = differentiate,
        Emit = (g, v, _) => emit(g, v),
    };

    private static OpCase Counter(OpDefinition op, int batchSize, long firstStep, int stepCount, Func<ProgramBuilder, Value> emit) => new()
    {
        Name = $"{op.Name} batch {batchSize}, {stepCount} steps from {firstStep}",
        Op = op,
        BatchSize = batchSize,
        FirstStep = firstStep,
        StepCount = stepCount,
        Emit = (g, _, _) => emit(g),
    };
}
