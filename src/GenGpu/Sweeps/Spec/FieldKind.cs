namespace GenGpu.Sweeps.Spec;

/// <summary>What kind of value a key of a trial takes.</summary>
internal enum FieldKind
{
    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A finite number.</summary>
    Number,

    /// <summary>A 64-bit seed.</summary>
    Seed,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>A text.</summary>
    Text,
}
