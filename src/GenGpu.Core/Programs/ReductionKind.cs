namespace GenGpu.Core.Programs;

/// <summary>What a reduction computes.</summary>
public enum ReductionKind
{
    /// <summary>The sum, in the canonical order of 16 lanes.</summary>
    Sum,

    /// <summary>The largest element.</summary>
    Maximum,

    /// <summary>log(sum(exp(x))), stable.</summary>
    LogSumExp,
}
