using System.Numerics;
using GenGpu.Core.Ops;
using GenGpu.Core.Programs;
using static GenGpu.Core.Programs.ElementwiseFunction;

namespace GenGpu.Reference.Bodies;

/// <summary>The function table of the elementwise op. Transcendental functions are computed in double and rounded once.</summary>
internal static class ElementwiseBodies<T> where T : struct, IBinaryFloatingPointIeee754<T>
{
    private static readonly Dictionary<ElementwiseFunction, Func<T, T, T, T>> Table = new()
    {
        [Identity] = (a, _, _) => a,
        [Negate] = (a, _, _) => -a,
        [Absolute] = (a, _, _) => T.Abs(a),
        [Exp] = InDouble(Math.Exp),
        [Expm1] = InDouble(ScalarFunctions.Expm1),
        [Log] = InDouble(Math.Log),
        [Log1p] = InDouble(ScalarFunctions.Log1p),
        [Sqrt] = (a, _, _) => T.Sqrt(a),
        [ReciprocalSqrt] = (a, _, _) => T.One / T.Sqrt(a),
        [Reciprocal] = (a, _, _) => T.One / a,
        [Square] = (a, _, _) => a * a,
        [Sin] = InDouble(Math.Sin),
        [Cos] = InDouble(Math.Cos),
        [Tanh] = InDouble(Math.Tanh),
        [Sigmoid] = InDouble(ScalarFunctions.Sigmoid),
        [Softplus] = InDouble(ScalarFunctions.Softplus),
        [Erf] = InDouble(ScalarFunctions.Erf),
        [Sign] = (a, _, _) => a > T.Zero ? T.One : a < T.Zero ? -T.One : T.Zero,
        [Floor] = (a, _, _) => T.Floor(a),
        [Step] = (a, _, _) => Indicator(a > T.Zero),
        [IsFinite] = (a, _, _) => Indicator(T.IsFinite(a)),
        [Add] = (a, b, _) => a + b,
        [Subtract] = (a, b, _) => a - b,
        [Multiply] = (a, b, _) => a * b,
        [Divide] = (a, b, _) => a / b,
        [Maximum] = (a, b, _) => T.Max(a, b),
        [Minimum] = (a, b, _) => T.Min(a, b),
        [Less] = (a, b, _) => Indicator(a < b),
        [LessEqual] = (a, b, _) => Indicator(a <= b),
        [Equal] = (a, b, _) => Indicator(a == b),
        [Power] = (a, b, _) => T.CreateTruncating(ScalarFunctions.Power(double.CreateTruncating(a), double.CreateTruncating(b))),
        [LeakyRelu] = (a, b, _) => a > T.Zero ? a : b * a,
        [SigmoidBackward] = (a, b, _) => a * b * (T.One - b),
        [TanhBackward] = (a, b, _) => a * (T.One - (b * b)),
        [MultiplyAdd] = (a, b, c) => T.FusedMultiplyAdd(a, b, c),
        [Where] = (a, b, c) => a != T.Zero ? b : c,
        [Clamp] = (a, b, c) => T.Min(T.Max(a, b), c),
        [LeakyReluBackward] = (a, b, c) => b > T.Zero ? a : c * a,
    };

    public static void Elementwise(ReferenceCall<T> call)
    {
        ElementwiseFunction function = call.Instruction.As<ElementwiseAttributes>().Function;
        if (!Table.TryGetValue(function, out Func<T, T, T, T>? f))
            throw new InvalidOperationException($"The reference accelerator has no elementwise function {function}.");
        Shape shape = call.OutputShape;
        (T[] a, int aRow, int aColumn) = Spread(call, 0);
        (T[] b, int bRow, int bColumn) = Spread(call, 1);
        (T[] d, int dRow, int dColumn) = Spread(call, 2);
        T[] y = call.Output;
        for (int r = 0; r < shape.Rows; r++)
        {
            for (int c = 0; c < shape.Columns; c++)
                y[(r * shape.Columns) + c] = f(a[(r * aRow) + (c * aColumn)], b[(r * bRow) + (c * bColumn)], d[(r * dRow) + (c * dColumn)]);
        }
    }

    /// <summary>An operand and its strides over the result, 0 along an axis that it is spread over; a single 0 for an operand that the function does not take.</summary>
    private static (T[] Array, int RowStride, int ColumnStride) Spread(ReferenceCall<T> call, int operand)
    {
        if (operand >= call.InputCount)
            return ([T.Zero], 0, 0);
        Shape shape = call.InputShape(operand);
        return (call.Input(operand), shape.Rows == 1 ? 0 : shape.Columns, shape.Columns == 1 ? 0 : 1);
    }

    private static T Indicator(bool condition) => condition ? T.One : T.Zero;

    private static Func<T, T, T, T> InDouble(Func<double, double> function) => (a, _, _) => T.CreateTruncating(function(double.CreateTruncating(a)));
}
