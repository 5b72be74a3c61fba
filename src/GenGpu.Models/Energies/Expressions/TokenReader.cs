namespace GenGpu.Models.Energies.Expressions;

/// <summary>Walks over the pieces of an expression, and keeps count of nesting and size so that hostile text ends in an error.</summary>
internal sealed class TokenReader(List<Token> tokens)
{
    private const int DeepestNesting = 200;
    private const int MostNodes = 20_000;
    private int _position;
    private int _depth;
    private int _nodes;

    /// <summary>The current piece; at the end it stays the end.</summary>
    public Token Current => tokens[_position];

    /// <summary>The piece after the current one.</summary>
    public Token Next => tokens[Math.Min(_position + 1, tokens.Count - 1)];

    /// <summary>Takes the current piece.</summary>
    public Token Take()
    {
        Token token = Current;
        if (token.Kind != TokenKind.End)
            _position++;
        return token;
    }

    /// <summary>Whether the current piece is a symbol.</summary>
    public bool Is(string symbol) => Current.Kind == TokenKind.Symbol && Current.Text == symbol;

    /// <summary>Takes a symbol if it is there.</summary>
    public bool Accept(string symbol)
    {
        if (!Is(symbol))
            return false;
        _position++;
        return true;
    }

    /// <summary>Takes a symbol that must be there.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="reason">What it is for.</param>
    public void Expect(string symbol, string reason)
    {
        if (!Accept(symbol))
            throw Unexpected($"expected '{symbol}' {reason}");
    }

    /// <summary>An error at the current piece.</summary>
    public ExpressionException Unexpected(string expected) => new(Current.Column, $"found {Current.Shown}, {expected}");

    /// <summary>One level deeper; <see cref="Leave"/> undoes it.</summary>
    public void Enter()
    {
        if (++_depth > DeepestNesting)
            throw new ExpressionException(Current.Column, FormattableString.Invariant($"brackets, signs and powers are nested deeper than {DeepestNesting} levels"));
    }

    /// <summary>One level up.</summary>
    public void Leave() => _depth--;

    /// <summary>Counts a node.</summary>
    public T Node<T>(T node)
    {
        if (++_nodes > MostNodes)
            throw new ExpressionException(Current.Column, FormattableString.Invariant($"the expression has more than {MostNodes} parts; write repeated terms with sum(i, ...)"));
        return node;
    }

    /// <summary>Whether the argument that begins here is a range: a <c>..</c> stands before its comma.</summary>
    public bool IsRange()
    {
        int depth = 0;
        for (int position = _position; position < tokens.Count; position++)
        {
            if (tokens[position].Kind != TokenKind.Symbol)
                continue;
            switch (tokens[position].Text)
            {
                case "..":
                    return depth == 0;
                case "(" or "[":
                    depth++;
                    break;
                case ")" or "]" when --depth < 0:
                    return false;
                case "," when depth == 0:
                    return false;
            }
        }
        return false;
    }
}
