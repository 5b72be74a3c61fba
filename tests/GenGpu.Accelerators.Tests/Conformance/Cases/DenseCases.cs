using GenGpu.Core.Programs;

namespace GenGpu.Accelerators.Tests.Conformance.Cases;

/// <summary>The two dense ops and the weight gradient.</summary>
internal static class DenseCases
{
    private static readonly (int M, int K, int Columns, bool Batched)[] Sizes =
    [
        (1, 1, 1, true), (3, 5, 3, true), (16, 16, 16, true), (7, 13, 37, true), (1, 20, 64, true), (20, 1, 128, true), (13, 6, 200, true), (4, 3, 5, false), (5, 7, 1, false),
        (33, 70, 19, true),
    ];

    public static IEnumerable<OpCase> All()
    {
        foreach ((int m, int k, int columns, bool batched) in Sizes)
        {
            foreach (bool transposed in new[] { false, true })
            {
                foreach (Activation activation in Enum.GetValues<Activation>())
                {
                    foreach (bool bias in new[] { false, true })
                        yield return Case(m, k, columns, batched, transposed, activation, bias);
                }
            }

            Shape p = Of(m, columns, batched), q = Of(k, columns, batched);
            yield return new OpCase
            {
                Name = $"dense_backward_weight {p} {q}",
                Op = OpTable.DenseBackwardWeight,
                BatchSize = batched ? columns : 1,
                Operands = [Operand.Uniform(p, -1, 1), Operand.Uniform(q, -1, 1, 2)],
                Differentiate = [0, 1],
                Emit = (g, x, _) => g.DenseBackwardWeight(x[0], x[1]),
            };
        }
    }

    private static OpCase Case(int m, int k, int columns, bool batched, bool transposed, Activation activation, bool bias)
    {
        Shape x = Of(transposed ? m : k, columns, batched);
        // Relu has a kink: positive or negative sums only, by the sign of the bias.
        bool kink = activation is Activation.Relu or Activation.LeakyRelu;
        var operands = new List<Operand> { Operand.Uniform(Shape.Matrix(m, k), -1, 1), Operand.Uniform(x, -1, 1, 2) };
        if (bias)
            operands.Add(Operand.Uniform(Shape.Matrix(transposed ? k : m, 1), -1, 1, 3));
        return new OpCase
        {
            Name = $"dense{(transposed ? "_transposed" : "")}.{activation} [{m}, {k}] {x}{(bias ? " bias" : "")}",
            Op = transposed ? OpTable.DenseTransposed : OpTable.Dense,
            Variant = activation,
            BatchSize = batched ? columns : 1,
            Operands = operands,
            Differentiate = kink && columns * Math.Max(m, k) > 2000 ? [] : [.. Enumerable.Range(0, operands.Count)],
            Emit = (g, v, _) => transposed
                ? g.DenseTransposed(v[0], v[1], bias ? v[2] : null, activation, 0.2f)
                : g.Dense(v[0], v[1], bias ? v[2] : null, activation, 0.2f),
        };
    }

    private static Shape Of(int rows, int columns, bool batched) => batched ? Shape.Batched(rows, columns) : Shape.Matrix(rows, columns);
}
