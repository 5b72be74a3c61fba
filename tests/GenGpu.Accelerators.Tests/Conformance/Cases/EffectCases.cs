using GenGpu.Core.Programs;

namespace GenGpu.Accelerators.Tests.Conformance.Cases;

/// <summary>Optimizers, state writes, streams, the check for divergence.</summary>
internal static class EffectCases
{
    private static readonly Shape[] Shapes = [Shape.Scalar, Shape.Matrix(3, 5), Shape.Matrix(17, 1), Shape.Matrix(16, 16), Shape.Matrix(7, 37)];

    public static IEnumerable<OpCase> All()
    {
        foreach (Shape shape in Shapes)
        {
            Operand[] pair = [Operand.Uniform(shape, -2, 2), Operand.Uniform(shape, -1, 1, 2)];
            foreach (long firstStep in new[] { 0L, 1234 })
            {
                yield return Case(OpTable.Adam, $"from {firstStep} {shape}", pair, (g, v, s) => g.Adam([s[1]], [v[0]], g.Constant(0.01f), beta1: 0.5f), firstStep, 5);
                yield return Case(OpTable.Sgd, $"momentum from {firstStep} {shape}", pair, (g, v, s) => g.Sgd([s[1]], [v[0]], g.Constant(0.01f), g.Constant(0.9f)), firstStep, 5);
                yield return Case(OpTable.Sgd, $"plain from {firstStep} {shape}", pair, (g, v, s) => g.Sgd([s[1]], [v[0]], g.Constant(0.01f)), firstStep, 5);
            }

            yield return Case(OpTable.Adam, $"tiny moments {shape}", [Operand.Uniform(shape, 1e-37, 4e-36), pair[1]], (g, v, s) => g.Adam([s[1]], [v[0]], g.Constant(0.01f)), 0, 4);
            foreach (float broken in new[] { float.NaN, float.PositiveInfinity })
            {
                Operand bad = pair[0] with { Data = [.. pair[0].Data] };
                bad.Data[^1] = broken;
                yield return Case(OpTable.Adam, $"gradient {broken} {shape}", [bad, pair[1]], (g, v, s) => g.Adam([s[1]], [v[0]], g.Constant(0.01f)), 3, 2);
                yield return Case(OpTable.Sgd, $"gradient {broken} {shape}", [bad, pair[1]], (g, v, s) => g.Sgd([s[1]], [v[0]], g.Constant(0.01f), g.Constant(0.9f)), 3, 2);
                yield return Case(OpTable.CheckFinite, $"{broken} {shape}", [bad], (g, v, _) => g.CheckFinite(v[0], "looked at"), 3, 2);
            }

            yield return Case(OpTable.CheckFinite, $"finite {shape}", [pair[0]], (g, v, _) => g.CheckFinite(v[0], "looked at"));
        }

        foreach (long firstStep in new[] { 0L, 1, 41, 99_999 })
        {
            yield return new OpCase
            {
                Name = $"adam_correction from {firstStep}",
                Op = OpTable.AdamCorrection,
                Operands = [new Operand(Shape.Scalar, [0.5f]), new Operand(Shape.Scalar, [0.999f])],
                FirstStep = firstStep,
                StepCount = 2,
                Emit = (g, v, _) => g.Emit(OpTable.AdamCorrection, OpAttributes.None, v),
            };
        }

        foreach (Shape shape in new[] { Shape.Batched(3, 37), Shape.Batched(1, 16), Shape.Matrix(3, 5), Shape.Scalar })
        {
            int batchSize = shape.IsBatched ? shape.Columns : 1;
            Operand x = Operand.Uniform(shape, -2, 2);
            yield return new OpCase { Name = $"input {shape}", Op = OpTable.Input, BatchSize = batchSize, FirstStep = 7, StepCount = 3, Emit = (g, _, _) => g.Input("data", shape) };
            yield return Case(OpTable.Assign, $"{shape}", [x, x], (g, v, s) => g.Assign(s[1], g.Add(v[0], v[1])), 0, 3, batchSize);
            yield return Case(OpTable.Output, $"{shape}", [x], (g, v, _) => g.Output("samples", g.Multiply(v[0], g.Add(g.StepIndex(), 1f))), 2, 3, batchSize);
        }

        yield return Case(OpTable.Report, "last step", [Operand.Uniform(Shape.Scalar, 1, 2)], (g, v, _) => g.Report("loss", g.Multiply(v[0], g.Add(g.StepIndex(), 1f))), 2, 3);
    }

    private static OpCase Case(OpDefinition op, string variant, Operand[] operands, Action<ProgramBuilder, Value[], StateSlot[]> effect, long firstStep = 0, int stepCount = 1, int batchSize = 1) => new()
    {
        Name = $"{op.Name} {variant}",
        Op = op,
        Operands = operands,
        FirstStep = firstStep,
        StepCount = stepCount,
        BatchSize = batchSize,
        Emit = (g, v, s) =>
        {
            effect(g, v, s);
            return null;
        },
    };
}
