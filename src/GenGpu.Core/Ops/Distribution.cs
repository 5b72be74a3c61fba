namespace GenGpu.Core.Ops;

/// <summary>Distributions that the draw op knows; others are expressions of these.</summary>
public enum Distribution
{
    /// <summary>Uniform on [0, 1): (word &gt;&gt; 8) 2^-24.</summary>
    Uniform,

    /// <summary>Uniform on (0, 1): ((word &gt;&gt; 9) + 1/2) 2^-23, safe under a logarithm.</summary>
    OpenUniform,

    /// <summary>Standard normal: the inverse cumulative distribution function of one word.</summary>
    Normal,
}
