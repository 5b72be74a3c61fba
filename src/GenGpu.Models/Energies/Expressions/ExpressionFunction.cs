using GenGpu.Core.Programs;
using MathNet.Numerics;

namespace GenGpu.Models.Energies.Expressions;

/// <summary>A function of the language: as ops, and in double.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arity">Number of operands, 1 to 3.</param>
/// <param name="Emit">As ops.</param>
/// <param name="Evaluate">In double; operands that it does not take are ignored.</param>
internal sealed record ExpressionFunction(string Name, int Arity, Func<ProgramBuilder, Value[], Value> Emit, Func<double, double, double, double> Evaluate)
{
    private static readonly ExpressionFunction[] _all =
    [
        Unary("exp", (g, a) => g.Exp(a), Math.Exp),
        Unary("log", (g, a) => g.Log(a), Math.Log),
        Unary("sqrt", (g, a) => g.Sqrt(a), Math.Sqrt),
        Unary("abs", (g, a) => g.Absolute(a), Math.Abs),
        Unary("sin", (g, a) => g.Sin(a), Math.Sin),
        Unary("cos", (g, a) => g.Cos(a), Math.Cos),
        Unary("tan", (g, a) => g.Divide(g.Sin(a), g.Cos(a)), Math.Tan),
        Unary("tanh", (g, a) => g.Tanh(a), Math.Tanh),
        // Differences of expm1 keep all digits near 0.
        Unary("sinh", (g, a) => g.Multiply(g.Subtract(Expm1(g, a), Expm1(g, g.Negate(a))), 0.5f), Math.Sinh),
        Unary("cosh", (g, a) => g.Multiply(g.Add(g.Exp(a), g.Exp(g.Negate(a))), 0.5f), Math.Cosh),
        Unary("sigmoid", (g, a) => g.Sigmoid(a), a => 1 / (1 + Math.Exp(-a))),
        Unary("softplus", (g, a) => g.Softplus(a), a => Math.Max(a, 0) + SpecialFunctions.Log1p(Math.Exp(-Math.Abs(a)))),
        Unary("log1p", (g, a) => g.Apply(ElementwiseFunction.Log1p, a), a => a > -1 ? SpecialFunctions.Log1p(a) : a == -1 ? double.NegativeInfinity : double.NaN),
        Unary("expm1", Expm1, a => Math.Abs(a) < 1e-5 ? a * (1 + (a * (0.5 + (a / 6)))) : Math.Exp(a) - 1),
        Unary("erf", (g, a) => g.Apply(ElementwiseFunction.Erf, a), SpecialFunctions.Erf),
        Unary("sign", (g, a) => g.Sign(a), a => double.IsNaN(a) ? a : Math.Sign(a)),
        Unary("floor", (g, a) => g.Floor(a), Math.Floor),
        Unary("square", (g, a) => g.Square(a), a => a * a),
        new("min", 2, (g, x) => g.Minimum(x[0], x[1]), (a, b, _) => Math.Min(a, b)),
        new("max", 2, (g, x) => g.Maximum(x[0], x[1]), (a, b, _) => Math.Max(a, b)),
        new("where", 3, (g, x) => g.Where(x[0], x[1], x[2]), (a, b, c) => a != 0 ? b : c),
    ];

    private static readonly Dictionary<string, ExpressionFunction> _byName = _all.ToDictionary(function => function.Name);

    /// <summary>The names of all functions.</summary>
    public static IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>The function of a name, or null.</summary>
    public static ExpressionFunction? Find(string name) => _byName.GetValueOrDefault(name);

    private static ExpressionFunction Unary(string name, Func<ProgramBuilder, Value, Value> emit, Func<double, double> evaluate) =>
        new(name, 1, (g, operands) => emit(g, operands[0]), (a, _, _) => evaluate(a));

    private static Value Expm1(ProgramBuilder g, Value a) => g.Apply(ElementwiseFunction.Expm1, a);
}
