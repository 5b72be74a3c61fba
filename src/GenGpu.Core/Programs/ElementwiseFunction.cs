namespace GenGpu.Core.Programs;

/// <summary>Functions of the elementwise op. Operands are a, b, c; comparisons and predicates give 1 or 0.</summary>
public enum ElementwiseFunction
{
    /// <summary>a: copies, and broadcasts to the shape of the result.</summary>
    Identity,

    /// <summary>-a.</summary>
    Negate,

    /// <summary>|a|.</summary>
    Absolute,

    /// <summary>exp(a).</summary>
    Exp,

    /// <summary>exp(a) - 1, accurate near 0.</summary>
    Expm1,

    /// <summary>Natural logarithm of a.</summary>
    Log,

    /// <summary>log(1 + a), accurate near 0.</summary>
    Log1p,

    /// <summary>Square root of a.</summary>
    Sqrt,

    /// <summary>1 / sqrt(a).</summary>
    ReciprocalSqrt,

    /// <summary>1 / a.</summary>
    Reciprocal,

    /// <summary>a * a.</summary>
    Square,

    /// <summary>sin(a).</summary>
    Sin,

    /// <summary>cos(a).</summary>
    Cos,

    /// <summary>tanh(a).</summary>
    Tanh,

    /// <summary>1 / (1 + exp(-a)).</summary>
    Sigmoid,

    /// <summary>log(1 + exp(a)), stable.</summary>
    Softplus,

    /// <summary>Error function of a.</summary>
    Erf,

    /// <summary>-1, 0 or 1.</summary>
    Sign,

    /// <summary>Largest whole number not above a.</summary>
    Floor,

    /// <summary>1 where a &gt; 0, otherwise 0.</summary>
    Step,

    /// <summary>1 where a is finite, otherwise 0.</summary>
    IsFinite,

    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b.</summary>
    Subtract,

    /// <summary>a * b.</summary>
    Multiply,

    /// <summary>a / b.</summary>
    Divide,

    /// <summary>The larger of a and b.</summary>
    Maximum,

    /// <summary>The smaller of a and b.</summary>
    Minimum,

    /// <summary>1 where a &lt; b.</summary>
    Less,

    /// <summary>1 where a &lt;= b.</summary>
    LessEqual,

    /// <summary>1 where a equals b.</summary>
    Equal,

    /// <summary>a to the power b, for a &gt;= 0: exp(b log a).</summary>
    Power,

    /// <summary>a where a &gt; 0, b * a otherwise.</summary>
    LeakyRelu,

    /// <summary>a * b * (1 - b): the adjoint a through y = sigmoid(x) with output b.</summary>
    SigmoidBackward,

    /// <summary>a * (1 - b * b): the adjoint a through y = tanh(x) with output b.</summary>
    TanhBackward,

    /// <summary>a * b + c in one rounding.</summary>
    MultiplyAdd,

    /// <summary>b where a is not 0, otherwise c.</summary>
    Where,

    /// <summary>min(max(a, b), c).</summary>
    Clamp,

    /// <summary>a where b &gt; 0, c * a otherwise: the adjoint a through LeakyRelu with output (or input) b and slope c.</summary>
    LeakyReluBackward,
}
