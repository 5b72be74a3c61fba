namespace GenGpu.Models.Conditions;

/// <summary>How a condition is spaced and how a network sees it.</summary>
public enum ConditionKind
{
    /// <summary>A number, seen as (c - centre) / spread.</summary>
    Linear,

    /// <summary>A number above 0, seen as (log c - centre) / spread.</summary>
    Geometric,

    /// <summary>One of a few values, seen as a one-hot column.</summary>
    Categorical,
}
