namespace GenGpu.Core.Programs;

/// <summary>Constants of one application of an op. Records, so that equal applications compare equal.</summary>
public abstract record OpAttributes
{
    /// <summary>No constants.</summary>
    public static OpAttributes None { get; } = new NoAttributes();

    /// <summary>How the printer shows them, with leading punctuation, or an empty string.</summary>
    public virtual string Describe() => "";

    private sealed record NoAttributes : OpAttributes;
}
