using GenGpu.Core.Ops;
using static GenGpu.Core.Programs.ElementwiseFunction;

namespace GenGpu.Core.Programs;

/// <content>Elementwise algebra with broadcasting.</content>
public sealed partial class ProgramBuilder
{
    /// <summary>Applies a function of the table, folding literals and dropping operations that do nothing (a + 0, a * 1, a / 1, --a).</summary>
    /// <param name="function">The function.</param>
    /// <param name="operands">As many operands as it takes.</param>
    public Value Apply(ElementwiseFunction function, params Value[] operands) =>
        Simplify(function, operands) ?? Emit(OpTable.Elementwise, new ElementwiseAttributes(function), operands);

    /// <summary>a + b.</summary>
    /// <param name="a">Operand.</param>
    /// <param name="b">Operand.</param>
    public Value Add(Value a, Value b) => Apply(ElementwiseFunction.Add, a, b);

    /// <summary>a + b.</summary>
    /// <param name="a">Operand.</param>
    /// <param name="b">Constant.</param>
    public Value Add(Value a, float b) => Add(a, Constant(b));

    /// <summary>a - b.</summary>
    /// <param name="a">Operand.</param>
    /// <param name="b">Operand.</param>
    public Value Subtract(Value a, Value b) => Apply(ElementwiseFunction.Subtract, a, b);

    /// <summary>a - b.</summary>
    /// <param name="a">Operand.</param>
    /// <param name="b">Constant.</param>
    public Value Subtract(Value a, float b) => Subtract(a, Constant(b));

    /// <summary>a * b, element by element.</summary>
    /// <param name="a">Operand.</param>
    /// <param name="b">Operand.</param>
    public Value Multiply(Value a, Value b) => Apply(ElementwiseFunction.Multiply, a, b);

    /// <summary>a * b.</summary>
    /// <param name="a">Operand.</param>
    /// <param name="b">Constant.</param>
    public Value Multiply(Value a, float b) => Multiply(a, Constant(b));

    /// <summary>a / b, element by element.</summary>
    /// <param name="a">Operand.</param>
    /// <param name="b">Operand.</param>
    public Value Divide(Value a, Value b) => Apply(ElementwiseFunction.Divide, a, b);

    /// <summary>a * b + c, one rounding.</summary>
    /// <param name="a">Operand.</param>
    /// <param name="b">Operand.</param>
    /// <param name="c">Operand.</param>
    public Value MultiplyAdd(Value a, Value b, Value c) => Apply(ElementwiseFunction.MultiplyAdd, a, b, c);

    /// <summary>-a.</summary>
    /// <param name="a">Operand.</param>
    public Value Negate(Value a) => Apply(ElementwiseFunction.Negate, a);

    /// <summary>|a|.</summary>
    /// <param name="a">Operand.</param>
    public Value Absolute(Value a) => Apply(ElementwiseFunction.Absolute, a);

    /// <summary>exp(a).</summary>
    /// <param name="a">Operand.</param>
    public Value Exp(Value a) => Apply(ElementwiseFunction.Exp, a);

    /// <summary>Natural logarithm.</summary>
    /// <param name="a">Operand.</param>
    public Value Log(Value a) => Apply(ElementwiseFunction.Log, a);

    /// <summary>Square root.</summary>
    /// <param name="a">Operand.</param>
    public Value Sqrt(Value a) => Apply(ElementwiseFunction.Sqrt, a);

    /// <summary>1 / sqrt(a).</summary>
    /// <param name="a">Operand.</param>
    public Value ReciprocalSqrt(Value a) => Apply(ElementwiseFunction.ReciprocalSqrt, a);

    /// <summary>1 / a.</summary>
    /// <param name="a">Operand.</param>
    public Value Reciprocal(Value a) => Apply(ElementwiseFunction.Reciprocal, a);

    /// <summary>a * a.</summary>
    /// <param name="a">Operand.</param>
    public Value Square(Value a) => Apply(ElementwiseFunction.Square, a);

    /// <summary>sin(a).</summary>
    /// <param name="a">Operand, radians.</param>
    public Value Sin(Value a) => Apply(ElementwiseFunction.Sin, a);

    /// <summary>cos(a).</summary>
    /// <param name="a">Operand, radians.</param>
    public Value Cos(Value a) => Apply(ElementwiseFunction.Cos, a);

    /// <summary>tanh(a).</summary>
    /// <param name="a">Operand.</param>
    public Value Tanh(Value a) => Apply(ElementwiseFunction.Tanh, a);

    /// <summary>1 / (1 + exp(-a)).</summary>
    /// <param name="a">Operand.</param>
    public Value Sigmoid(Value a) => Apply(ElementwiseFunction.Sigmoid, a);

    /// <summary>log(1 + exp(a)).</summary>
    /// <param name="a">Operand.</param>
    public Value Softplus(Value a) => Apply(ElementwiseFunction.Softplus, a);

    /// <summary>-1, 0 or 1.</summary>
    /// <param name="a">Operand.</param>
    public Value Sign(Value a) => Apply(ElementwiseFunction.Sign, a);

    /// <summary>Largest whole number not above a.</summary>
    /// <param name="a">Operand.</param>
    public Value Floor(Value a) => Apply(ElementwiseFunction.Floor, a);

    /// <summary>1 where a &gt; 0, otherwise 0.</summary>
    /// <param name="a">Operand.</param>
    public Value Step(Value a) => Apply(ElementwiseFunction.Step, a);

    /// <summary>a where a &gt; 0, negativeSlope * a otherwise.</summary>
    /// <param name="a">Operand.</param>
    /// <param name="negativeSlope">Slope for negative values.</param>
    public Value LeakyRelu(Value a, float negativeSlope = 0.01f) => Apply(ElementwiseFunction.LeakyRelu, a, Constant(negativeSlope));

    /// <summary>The larger of a and b.</summary>
    /// <param name="a">Operand.</param>
    /// <param name="b">Operand.</param>
    public Value Maximum(Value a, Value b) => Apply(ElementwiseFunction.Maximum, a, b);

    /// <summary>The larger of a and b.</summary>
    /// <param name="a">Operand.</param>
    /// <param name="b">Constant.</param>
    public Value Maximum(Value a, float b) => Maximum(a, Constant(b));

    /// <summary>The smaller of a and b.</summary>
    /// <param name="a">Operand.</param>
    /// <param name="b">Operand.</param>
    public Value Minimum(Value a, Value b) => Apply(ElementwiseFunction.Minimum, a, b);

    /// <summary>The smaller of a and b.</summary>
    /// <param name="a">Operand.</param>
    /// <param name="b">Constant.</param>
    public Value Minimum(Value a, float b) => Minimum(a, Constant(b));

    /// <summary>1 where a &lt; b, otherwise 0.</summary>
    /// <param name="a">Operand.</param>
    /// <param name="b">Operand.</param>
    public Value Less(Value a, Value b) => Apply(ElementwiseFunction.Less, a, b);

    /// <summary>1 where a &lt;= b, otherwise 0.</summary>
    /// <param name="a">Operand.</param>
    /// <param name="b">Operand.</param>
    public Value LessEqual(Value a, Value b) => Apply(ElementwiseFunction.LessEqual, a, b);

    /// <summary>1 where a equals b, otherwise 0.</summary>
    /// <param name="a">Operand.</param>
    /// <param name="b">Operand.</param>
    public Value Equal(Value a, Value b) => Apply(ElementwiseFunction.Equal, a, b);

    /// <summary>a to the power b, a &gt;= 0.</summary>
    /// <param name="a">Base.</param>
    /// <param name="b">Exponent.</param>
    public Value Power(Value a, Value b) => Apply(ElementwiseFunction.Power, a, b);

    /// <summary>whenTrue where condition is not 0, otherwise whenFalse.</summary>
    /// <param name="condition">1 or 0.</param>
    /// <param name="whenTrue">Operand.</param>
    /// <param name="whenFalse">Operand.</param>
    public Value Where(Value condition, Value whenTrue, Value whenFalse) => Apply(ElementwiseFunction.Where, condition, whenTrue, whenFalse);

    /// <summary>min(max(a, lower), upper).</summary>
    /// <param name="a">Operand.</param>
    /// <param name="lower">Lower bound.</param>
    /// <param name="upper">Upper bound.</param>
    public Value Clamp(Value a, Value lower, Value upper) => Apply(ElementwiseFunction.Clamp, a, lower, upper);

    /// <summary>The value spread to a shape; the value itself when it already has it.</summary>
    /// <param name="a">Operand.</param>
    /// <param name="shape">A shape that it broadcasts to.</param>
    public Value BroadcastTo(Value a, Shape shape) => a.Shape == shape ? a : Emit(OpTable.Elementwise, new ElementwiseAttributes(Identity, shape), a);

    private Value? Simplify(ElementwiseFunction function, Value[] x)
    {
        if (x.Length > 0 && x.All(v => v.Kind == ValueKind.Literal) && LiteralFolding.Evaluate(function, x) is { } folded)
            return Constant(folded);
        return function switch
        {
            ElementwiseFunction.Add when IsLiteral(x[0], 0f) => x[1],
            ElementwiseFunction.Add when IsLiteral(x[1], 0f) => x[0],
            ElementwiseFunction.Subtract when IsLiteral(x[1], 0f) => x[0],
            ElementwiseFunction.Multiply when IsLiteral(x[0], 1f) => x[1],
            ElementwiseFunction.Multiply when IsLiteral(x[1], 1f) => x[0],
            ElementwiseFunction.Multiply when IsLiteral(x[0], -1f) => Negate(x[1]),
            ElementwiseFunction.Multiply when IsLiteral(x[1], -1f) => Negate(x[0]),
            ElementwiseFunction.Divide when IsLiteral(x[1], 1f) => x[0],
            ElementwiseFunction.Negate when Inner(x[0], ElementwiseFunction.Negate) is { } inner => inner.Inputs[0],
            _ => null,
        };
    }

    private static bool IsLiteral(Value value, float literal) => value.Kind == ValueKind.Literal && value.Literal.Equals(literal);

    private static Instruction? Inner(Value value, ElementwiseFunction function) =>
        value.Producer is { } producer && producer.Op == OpTable.Elementwise && producer.As<ElementwiseAttributes>().Function == function ? producer : null;
}
