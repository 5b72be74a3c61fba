using System.Globalization;

namespace GenGpu.Models.Energies.Expressions;

/// <summary>Cuts an expression into pieces, in one pass.</summary>
internal static class ExpressionLexer
{
    /// <summary>Longest expression in characters.</summary>
    public const int LongestText = 100_000;

    // Longer symbols first.
    private static readonly string[] _symbols = ["..", "<=", ">=", "==", "!=", "**", "+", "-", "*", "/", "^", "%", "(", ")", "[", "]", ",", "<", ">"];

    /// <summary>The pieces of a text; the last is its end.</summary>
    /// <exception cref="ExpressionException">A character or a number that has no meaning.</exception>
    public static List<Token> Tokens(string text)
    {
        if (text.Length > LongestText)
            throw new ExpressionException(LongestText + 1, FormattableString.Invariant($"the expression has {text.Length} characters, more than {LongestText}; write it with sums, or derive from Energy in C#"));
        List<Token> tokens = [];
        int position = 0;
        while (position < text.Length)
        {
            char character = text[position];
            if (char.IsWhiteSpace(character))
            {
                position++;
                continue;
            }
            Token token = char.IsAsciiDigit(character) || IsFraction(text, position) ? Number(text, position)
                : char.IsAsciiLetter(character) || character == '_' ? Name(text, position)
                : Symbol(text, position);
            tokens.Add(token);
            position += token.Text.Length;
        }
        tokens.Add(new Token(TokenKind.End, "", text.Length + 1));
        return tokens;
    }

    private static bool IsFraction(string text, int position) => text[position] == '.' && position + 1 < text.Length && char.IsAsciiDigit(text[position + 1]);

    private static Token Name(string text, int start)
    {
        int end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
            end++;
        return new Token(TokenKind.Name, text[start..end], start + 1);
    }

    private static Token Number(string text, int start)
    {
        int end = Digits(text, start);
        // Two dots are a range, not a number that ends in a dot.
        if (end < text.Length && text[end] == '.' && !(end + 1 < text.Length && text[end + 1] == '.'))
            end = Digits(text, end + 1);
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            int exponent = end + 1;
            if (exponent < text.Length && text[exponent] is '+' or '-')
                exponent++;
            if (Digits(text, exponent) > exponent)
                end = Digits(text, exponent);
        }
        string digits = text[start..end];
        double value = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (float.IsInfinity((float)value))
            throw new ExpressionException(start + 1, $"the number {Token.Quote(digits)} is too large; energies are computed in float32, whose largest number is 3.4e38");
        if ((float)value == 0 && digits.Split('e', 'E')[0].Any(digit => digit is >= '1' and <= '9'))
            throw new ExpressionException(start + 1, $"the number {Token.Quote(digits)} is too small; energies are computed in float32, whose smallest number is 1.4e-45");
        return new Token(TokenKind.Number, digits, start + 1, value);
    }

    private static int Digits(string text, int position)
    {
        while (position < text.Length && char.IsAsciiDigit(text[position]))
            position++;
        return position;
    }

    private static Token Symbol(string text, int start)
    {
        foreach (string symbol in _symbols)
        {
            if (string.CompareOrdinal(text, start, symbol, 0, symbol.Length) == 0)
                return new Token(TokenKind.Symbol, symbol, start + 1);
        }
        char character = text[start];
        string shown = character is > ' ' and < '\u007f' ? $"'{character}'" : FormattableString.Invariant($"the character U+{(int)character:X4}");
        throw new ExpressionException(start + 1, $"{shown} has no meaning here; expressions are made of numbers, names, + - * / ^ ( ) [ ] , and comparisons");
    }
}
