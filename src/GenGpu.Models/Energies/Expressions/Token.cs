namespace GenGpu.Models.Energies.Expressions;

/// <summary>A piece of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text: the operator, the name, the number.</param>
/// <param name="Column">Where it begins, counted from 1.</param>
/// <param name="Number">The value of a number.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Column, double Number = 0)
{
    private const int Longest = 40;

    /// <summary>The piece as messages show it.</summary>
    public string Shown => Kind == TokenKind.End ? "the end of the expression" : Quote(Text);

    /// <summary>A text of the user in quotes, cut to what fits in a sentence.</summary>
    public static string Quote(string text) => $"'{(text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest - 3), "..."))}'";
}
