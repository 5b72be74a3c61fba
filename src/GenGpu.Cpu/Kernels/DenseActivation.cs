namespace GenGpu.Cpu.Kernels;

/// <summary>The activations that a dense layer applies to its own output.</summary>
internal enum DenseActivation
{
    /// <summary>y = a.</summary>
    None,

    /// <summary>y = max(a, 0).</summary>
    Relu,

    /// <summary>y = a &gt; 0 ? a : slope a.</summary>
    LeakyRelu,

    /// <summary>y = tanh a.</summary>
    Tanh,

    /// <summary>y = 1 / (1 + exp(-a)).</summary>
    Sigmoid,

    /// <summary>y = m &gt; 0 ? a : slope a, with m the element of another matrix.</summary>
    MaskedByRelu,
}
