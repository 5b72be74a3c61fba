using System.Globalization;

namespace GenGpu.Models.Energies.Expressions;

/// <summary>Parses indices: whole numbers, index variables, <c>dimension</c>, + - * / % and brackets.</summary>
internal sealed class IndexParser(TokenReader reader, ExpressionNames names)
{
    private const int LargestLiteral = 1 << 14;
    // A chain of operators nests to the left.
    private const int LongestChain = 32;

    /// <summary>An index.</summary>
    public IndexNode Parse()
    {
        reader.Enter();
        IndexNode left = Product();
        for (int length = 0; reader.Is("+") || reader.Is("-"); length++)
            left = Combine(left, length, Product);
        reader.Leave();
        return left;
    }

    /// <summary>A coordinate as a name: x and its number.</summary>
    public static IndexNode Coordinate(Token token) => Literal(token, token.Text[1..]);

    private IndexNode Product()
    {
        IndexNode left = Factor();
        for (int length = 0; reader.Is("*") || reader.Is("/") || reader.Is("%"); length++)
            left = Combine(left, length, Factor);
        return left;
    }

    private IndexNode Combine(IndexNode left, int length, Func<IndexNode> operand)
    {
        Token token = reader.Take();
        if (length == LongestChain)
            throw new ExpressionException(token.Column, "the index is too long");
        return reader.Node(new IndexNode(token.Text[0], 0, left, operand(), left.Column));
    }

    private IndexNode Factor()
    {
        Token token = reader.Current;
        if (token.Kind == TokenKind.Number)
            return Literal(reader.Take(), token.Text);
        if (reader.Accept("("))
        {
            IndexNode inner = Parse();
            reader.Expect(")", "that closes the bracket");
            return inner;
        }
        if (reader.Is("-"))
        {
            reader.Take();
            reader.Enter();
            IndexNode operand = Factor();
            reader.Leave();
            return reader.Node(new IndexNode('-', 0, new IndexNode('n', 0, null, null, token.Column), operand, token.Column));
        }
        if (token.Kind == TokenKind.Name && names.Index(token) is IndexNode known)
        {
            reader.Take();
            return known;
        }
        throw reader.Unexpected("expected an index: a whole number, an index variable of a sum, or 'dimension'");
    }

    private static IndexNode Literal(Token token, string digits)
    {
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number > LargestLiteral)
        {
            throw new ExpressionException(token.Column, digits.All(char.IsAsciiDigit)
                ? FormattableString.Invariant($"the index {Token.Quote(digits)} is too large; expected at most {LargestLiteral}")
                : $"found {token.Shown}, expected a whole number as index");
        }
        return new IndexNode('n', number, null, null, token.Column);
    }
}
