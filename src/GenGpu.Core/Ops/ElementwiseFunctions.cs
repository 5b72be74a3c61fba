using GenGpu.Core.Autodiff;
using GenGpu.Core.Programs;
using static GenGpu.Core.Programs.ElementwiseFunction;

namespace GenGpu.Core.Ops;

/// <summary>The function table of the elementwise op: arity, cost, and the reverse rule of each function.</summary>
public static class ElementwiseFunctions
{
    private static readonly Dictionary<ElementwiseFunction, Entry> Table = Build();

    /// <summary>All functions with their entries, in the order of the enumeration.</summary>
    public static IEnumerable<KeyValuePair<ElementwiseFunction, Entry>> All => Table.OrderBy(e => e.Key);

    /// <summary>The entry of a function.</summary>
    /// <param name="function">The function.</param>
    public static Entry Get(ElementwiseFunction function) => Table[function];

    /// <summary>One function of the table.</summary>
    /// <param name="Arity">Number of operands.</param>
    /// <param name="Flops">Floating-point operations per element, as implemented.</param>
    /// <param name="Adjoint">The reverse rule before reduction to the operands' shapes; null where the derivative is 0 everywhere it exists.</param>
    public sealed record Entry(int Arity, double Flops, Func<AdjointContext, Value?[]>? Adjoint);

    private static Dictionary<ElementwiseFunction, Entry> Build()
    {
        var t = new Dictionary<ElementwiseFunction, Entry>();
        void Unary(ElementwiseFunction f, double flops, Func<ProgramBuilder, Value, Value, Value, Value>? rule) =>
            t.Add(f, new Entry(1, flops, rule is null ? null : x => [rule(x.Builder, x.OutputAdjoint, x.Input(0), x.Output)]));
        void Many(ElementwiseFunction f, int arity, double flops, Func<AdjointContext, ProgramBuilder, Value, Value?[]>? rule) =>
            t.Add(f, new Entry(arity, flops, rule is null ? null : x => rule(x, x.Builder, x.OutputAdjoint)));

        // Unary: (builder, adjoint of y, a, y).
        Unary(Identity, 0, (_, d, _, _) => d);
        Unary(Negate, 1, (g, d, _, _) => g.Negate(d));
        Unary(Absolute, 1, (g, d, a, _) => g.Multiply(d, g.Sign(a)));
        Unary(Exp, 16, (g, d, _, y) => g.Multiply(d, y));
        Unary(Expm1, 20, (g, d, _, y) => g.MultiplyAdd(d, y, d));
        Unary(Log, 20, (g, d, a, _) => g.Divide(d, a));
        Unary(Log1p, 24, (g, d, a, _) => g.Divide(d, g.Add(a, 1f)));
        Unary(Sqrt, 1, (g, d, _, y) => g.Divide(g.Multiply(d, 0.5f), y));
        Unary(ReciprocalSqrt, 2, (g, d, _, y) => g.Multiply(g.Multiply(d, -0.5f), g.Multiply(y, g.Square(y))));
        Unary(Reciprocal, 1, (g, d, _, y) => g.Negate(g.Multiply(d, g.Square(y))));
        Unary(Square, 1, (g, d, a, _) => g.Multiply(d, g.Multiply(a, 2f)));
        Unary(Sin, 20, (g, d, a, _) => g.Multiply(d, g.Cos(a)));
        Unary(Cos, 20, (g, d, a, _) => g.Negate(g.Multiply(d, g.Sin(a))));
        Unary(Tanh, 20, (g, d, _, y) => g.Apply(TanhBackward, d, y));
        Unary(Sigmoid, 18, (g, d, _, y) => g.Apply(SigmoidBackward, d, y));
        Unary(Softplus, 40, (g, d, a, _) => g.Multiply(d, g.Sigmoid(a)));
        Unary(Erf, 24, (g, d, a, _) => g.Multiply(g.Multiply(d, 1.1283791670955126f), g.Exp(g.Negate(g.Square(a)))));
        Unary(Sign, 1, null);
        Unary(Floor, 1, null);
        Unary(Step, 1, null);
        Unary(IsFinite, 1, null);

        // Binary and ternary.
        Many(Add, 2, 1, (_, _, d) => [d, d]);
        Many(Subtract, 2, 1, (x, g, d) => [d, x.NeedsAdjoint(1) ? g.Negate(d) : null]);
        Many(Multiply, 2, 1, (x, g, d) => [x.If(0, () => g.Multiply(d, x.Input(1))), x.If(1, () => g.Multiply(d, x.Input(0)))]);
        Many(Divide, 2, 1, (x, g, d) =>
        {
            Value overB = g.Divide(d, x.Input(1));
            return [overB, x.If(1, () => g.Negate(g.Multiply(overB, x.Output)))];
        });
        Many(Maximum, 2, 1, (x, g, d) =>
        {
            Value bWins = g.Less(x.Input(0), x.Input(1));
            return [x.If(0, () => g.Where(bWins, g.Constant(0f), d)), x.If(1, () => g.Where(bWins, d, g.Constant(0f)))];
        });
        Many(Minimum, 2, 1, (x, g, d) =>
        {
            Value bWins = g.Less(x.Input(1), x.Input(0));
            return [x.If(0, () => g.Where(bWins, g.Constant(0f), d)), x.If(1, () => g.Where(bWins, d, g.Constant(0f)))];
        });
        Many(Less, 2, 1, null);
        Many(LessEqual, 2, 1, null);
        Many(Equal, 2, 1, null);
        Many(Power, 2, 40, (x, g, d) =>
        [
            x.If(0, () => g.Multiply(d, g.Multiply(x.Input(1), g.Power(x.Input(0), g.Subtract(x.Input(1), 1f))))),
            x.If(1, () => g.Multiply(d, g.Multiply(x.Output, g.Log(x.Input(0))))),
        ]);
        Many(LeakyRelu, 2, 2, (x, g, d) =>
        [
            x.If(0, () => g.Apply(LeakyReluBackward, d, x.Input(0), x.Input(1))),
            x.If(1, () => g.Multiply(d, g.Minimum(x.Input(0), 0f))),
        ]);
        Many(SigmoidBackward, 2, 3, (x, g, d) =>
        [
            x.If(0, () => g.Apply(SigmoidBackward, d, x.Input(1))),
            x.If(1, () => g.Multiply(g.Multiply(d, x.Input(0)), g.MultiplyAdd(x.Input(1), g.Constant(-2f), g.Constant(1f)))),
        ]);
        Many(TanhBackward, 2, 2, (x, g, d) =>
        [
            x.If(0, () => g.Apply(TanhBackward, d, x.Input(1))),
            x.If(1, () => g.Multiply(g.Multiply(g.Multiply(d, x.Input(0)), -2f), x.Input(1))),
        ]);
        Many(MultiplyAdd, 3, 2, (x, g, d) => [x.If(0, () => g.Multiply(d, x.Input(1))), x.If(1, () => g.Multiply(d, x.Input(0))), d]);
        Many(Where, 3, 1, (x, g, d) =>
        [
            null,
            x.If(1, () => g.Where(x.Input(0), d, g.Constant(0f))),
            x.If(2, () => g.Where(x.Input(0), g.Constant(0f), d)),
        ]);
        Many(Clamp, 3, 2, (x, g, d) =>
        {
            Value below = g.Less(x.Input(0), x.Input(1));
            Value above = g.Less(x.Input(2), x.Input(0));
            return
            [
                x.If(0, () => g.Where(g.Add(below, above), g.Constant(0f), d)),
                x.If(1, () => g.Where(below, d, g.Constant(0f))),
                x.If(2, () => g.Where(above, d, g.Constant(0f))),
            ];
        });
        Many(LeakyReluBackward, 3, 2, (x, g, d) =>
        [
            x.If(0, () => g.Apply(LeakyReluBackward, d, x.Input(1), x.Input(2))),
            null,
            x.If(2, () => g.Where(g.Step(x.Input(1)), g.Constant(0f), g.Multiply(d, x.Input(0)))),
        ]);
        return t;
    }
}
