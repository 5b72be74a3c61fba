namespace GenGpu.Core.Programs;

/// <summary>Arithmetic on literals while a program is built; only what is rounded the same way everywhere.</summary>
internal static class LiteralFolding
{
    public static float? Evaluate(ElementwiseFunction function, Value[] x) => function switch
    {
        ElementwiseFunction.Negate => -x[0].Literal,
        ElementwiseFunction.Square => x[0].Literal * x[0].Literal,
        ElementwiseFunction.Sqrt => MathF.Sqrt(x[0].Literal),
        ElementwiseFunction.Reciprocal => 1f / x[0].Literal,
        ElementwiseFunction.Add => x[0].Literal + x[1].Literal,
        ElementwiseFunction.Subtract => x[0].Literal - x[1].Literal,
        ElementwiseFunction.Multiply => x[0].Literal * x[1].Literal,
        ElementwiseFunction.Divide => x[0].Literal / x[1].Literal,
        _ => null,
    };
}
