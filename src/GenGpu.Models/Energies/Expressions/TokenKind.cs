namespace GenGpu.Models.Energies.Expressions;

/// <summary>Kinds of pieces of an expression.</summary>
internal enum TokenKind
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>A name: letters, digits and underscores.</summary>
    Name,

    /// <summary>An operator, a bracket, a comma or <c>..</c>.</summary>
    Symbol,

    /// <summary>The end.</summary>
    End,
}
