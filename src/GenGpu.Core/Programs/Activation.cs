namespace GenGpu.Core.Programs;

/// <summary>Activation fused into a dense op. Each derivative is computed from the output.</summary>
public enum Activation
{
    /// <summary>y = x.</summary>
    None,

    /// <summary>y = x for x &gt; 0, negativeSlope * x otherwise; negativeSlope must be positive so that the sign survives.</summary>
    LeakyRelu,

    /// <summary>y = max(x, 0).</summary>
    Relu,

    /// <summary>y = tanh(x).</summary>
    Tanh,

    /// <summary>y = 1 / (1 + exp(-x)).</summary>
    Sigmoid,
}
