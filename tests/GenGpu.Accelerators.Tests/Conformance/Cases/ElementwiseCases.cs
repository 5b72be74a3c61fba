using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using static GenGpu.Core.Programs.ElementwiseFunction;

namespace GenGpu.Accelerators.Tests.Conformance.Cases;

/// <summary>Every function of the elementwise op: plain shapes, broadcasting, and inputs at the edges.</summary>
internal static class ElementwiseCases
{
    private static readonly Shape[] Shapes =
    [
        Shape.Batched(1, 1), Shape.Batched(5, 3), Shape.Batched(3, 16), Shape.Batched(7, 37), Shape.Batched(1, 64), Shape.Batched(2, 128), Shape.Batched(3, 200),
        Shape.Scalar, Shape.Matrix(3, 5), Shape.Matrix(17, 1), Shape.Matrix(1, 33),
    ];

    // Domain of each operand; those with a kink at 0 keep away from it.
    private static readonly Dictionary<ElementwiseFunction, Func<Shape, int, Operand>> Domains = new()
    {
        [Absolute] = Kink,
        [Log] = Positive,
        [Log1p] = (s, i) => Operand.Uniform(s, -0.9, 5, i + 1),
        [Sqrt] = Positive,
        [ReciprocalSqrt] = Positive,
        [Reciprocal] = Kink,
        [Sin] = (s, i) => Operand.Uniform(s, -30, 30, i + 1),
        [Cos] = (s, i) => Operand.Uniform(s, -30, 30, i + 1),
        [Divide] = Kink,
        [Power] = Positive,
        [Maximum] = Apart,
        [Minimum] = Apart,
        [LeakyRelu] = (s, i) => i == 0 ? Kink(s, i) : Operand.Uniform(s, 0.01, 0.5, i + 1),
        [LeakyReluBackward] = (s, i) => i == 1 ? Kink(s, i) : Operand.Uniform(s, 0.01, 2, i + 1),
        [SigmoidBackward] = (s, i) => Operand.Uniform(s, 0.05, 0.95, i + 1),
        [TanhBackward] = (s, i) => Operand.Uniform(s, -0.95, 0.95, i + 1),
        [Where] = (s, i) => i == 0 ? Operand.Index(s, 2) : Operand.Uniform(s, -3, 3, i + 1),
        [Clamp] = (s, i) => i == 0 ? Operand.Distinct(s, 0.05) : Operand.Uniform(s, i == 1 ? -1.01 : 1.0, i == 1 ? -1.0 : 1.01, i + 1),
        [Less] = Apart,
        [LessEqual] = Apart,
        [Equal] = (s, i) => Operand.Index(s, 3, i + 1),
        [Floor] = (s, i) => Operand.Uniform(s, -9, 9, i + 1),
        [Step] = Kink,
        [Sign] = Kink,
    };

    private static readonly Dictionary<ElementwiseFunction, float[]> Edges = new()
    {
        [Negate] = [0, -0f, float.MaxValue, float.PositiveInfinity, float.NaN],
        [Absolute] = [0, -0f, -1e-30f, float.NegativeInfinity, float.NaN],
        [Exp] = [-200, -88, -20, -1e-6f, 0, 1e-6f, 1, 20, 88, 200, float.NegativeInfinity, float.PositiveInfinity, float.NaN],
        [Expm1] = [-100, -1, -1e-3f, -1e-7f, 0, 1e-7f, 1e-3f, 0.4f, 5, 80, float.NaN],
        [Log] = [1e-37f, 1e-20f, 0.5f, 0.99999f, 1, 1.00001f, 2, 1e20f, 3e38f, 0, -1, float.PositiveInfinity, float.NaN],
        [Log1p] = [-0.99999f, -0.5f, -1e-7f, 0, 1e-7f, 1e-3f, 1, 1e6f, 1e20f, float.NaN],
        [Sqrt] = [0, 1e-37f, 1, 4, 1e38f, -1, float.PositiveInfinity, float.NaN],
        [ReciprocalSqrt] = [1e-30f, 1, 4, 1e30f, 0],
        [Reciprocal] = [1e-30f, -1e30f, 3, 0, float.PositiveInfinity],
        [Sin] = [0, 1e-6f, 3.1415927f, -3.1415927f, 100, -100, 1000, float.NaN, float.PositiveInfinity],
        [Cos] = [0, 1e-6f, 1.5707964f, 3.1415927f, 100, -100, 1000, float.NaN, float.PositiveInfinity],
        [Tanh] = [-100, -20, -9, -1e-4f, 0, 1e-4f, 0.3f, 0.7f, 9, 20, 100, float.PositiveInfinity, float.NaN],
        [Sigmoid] = [-200, -88, -20, 0, 20, 88, 200, float.NaN],
        [Softplus] = [-200, -30, -1, 0, 1, 30, 200, 1e6f, float.NaN],
        [Erf] = [-10, -4, -1, -1e-5f, 0, 1e-5f, 0.5f, 0.9f, 1, 1.5f, 2.5f, 4, 10, float.NaN],
        [Sign] = [-1e-30f, 0, 1e-30f, 5],
        [Floor] = [-0.5f, 0, 0.9999999f, 1, -1, 16777216f, -3.5f],
        [Step] = [0, 1e-30f, -1e-30f],
        [IsFinite] = [0, 1, float.MaxValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN],
        [Square] = [0, 1e-10f, 1e15f, 1e30f, float.NaN],
    };

    public static IEnumerable<OpCase> All()
    {
        foreach ((ElementwiseFunction function, ElementwiseFunctions.Entry entry) in ElementwiseFunctions.All)
        {
            foreach (Shape shape in Shapes)
                yield return Case(function, entry, [.. Enumerable.Repeat(shape, entry.Arity)], Operands(function, shape, entry.Arity));
            for (int small = 0; small < entry.Arity && entry.Arity > 1; small++)
            {
                foreach (Shape narrow in new[] { Shape.Matrix(5, 1), Shape.Batched(1, 37), Shape.Scalar })
                {
                    Shape[] shapes = [.. Enumerable.Range(0, entry.Arity).Select(i => i == small ? narrow : Shape.Batched(5, 37))];
                    yield return Case(function, entry, shapes, [.. shapes.Select((s, i) => Domain(function, s, i))]);
                }

                Shape[] matrices = [.. Enumerable.Range(0, entry.Arity).Select(i => i == small ? Shape.Matrix(1, 5) : Shape.Matrix(3, 5))];
                yield return Case(function, entry, matrices, [.. matrices.Select((s, i) => Domain(function, s, i))]);
            }

            if (Edges.TryGetValue(function, out float[]? edges))
                yield return Case(function, entry, [], [Operand.Of(edges)], ".edges", differentiate: false);
        }

        yield return new OpCase
        {
            Name = "elementwise.Identity.broadcast",
            Op = OpTable.Elementwise,
            Variant = Identity,
            BatchSize = 37,
            Operands = [Operand.Uniform(Shape.Matrix(5, 1), -3, 3)],
            Differentiate = [0],
            Emit = (g, x, _) => g.BroadcastTo(x[0], Shape.Batched(5, 37)),
        };
        yield return Case(Sin, ElementwiseFunctions.Get(Sin), [], [Operand.Uniform(Shape.Matrix(1, 500), -1000, 1000)], ".wide", differentiate: false);
        yield return Case(Exp, ElementwiseFunctions.Get(Exp), [], [Operand.Uniform(Shape.Matrix(1, 2000), -87, 88)], ".wide", differentiate: false);
    }

    private static OpCase Case(ElementwiseFunction function, ElementwiseFunctions.Entry entry, Shape[] shapes, Operand[] operands, string? suffix = null, bool differentiate = true) => new()
    {
        Name = $"elementwise.{function}{suffix ?? " " + string.Join(" ", shapes)}",
        Op = OpTable.Elementwise,
        Variant = function,
        BatchSize = operands.Select(o => o.Shape).Where(s => s.IsBatched).Select(s => s.Columns).DefaultIfEmpty(1).Max(),
        Operands = operands,
        Differentiate = differentiate && entry.Adjoint is not null ? [.. Enumerable.Range(0, entry.Arity).Where(i => Passes(function, i))] : [],
        Emit = (g, x, _) => g.Emit(OpTable.Elementwise, new ElementwiseAttributes(function), x),
    };

    private static Operand[] Operands(ElementwiseFunction function, Shape shape, int arity) => [.. Enumerable.Range(0, arity).Select(i => Domain(function, shape, i))];

    private static Operand Domain(ElementwiseFunction function, Shape shape, int operand) =>
        Domains.TryGetValue(function, out Func<Shape, int, Operand>? domain) ? domain(shape, operand) : Operand.Uniform(shape, -3, 3, operand + 1);

    // The condition of Where and the sign that LeakyReluBackward looks at get no gradient.
    private static bool Passes(ElementwiseFunction function, int operand) =>
        !(function == Where && operand == 0) && !(function == LeakyReluBackward && operand == 1);

    private static Operand Kink(Shape shape, int operand) => Operand.AwayFromZero(shape, 0.05, 3, operand + 1);

    private static Operand Positive(Shape shape, int operand) => Operand.Uniform(shape, 0.2, 4, operand + 1);

    // Operand 0 lies on multiples of 0.02, operand 1 half-way between.
    private static Operand Apart(Shape shape, int operand)
    {
        Operand grid = Operand.Distinct(shape, 0.02, operand + 1);
        return operand == 0 ? grid : grid with { Data = [.. grid.Data.Select(x => x + 0.0101f)] };
    }
}
