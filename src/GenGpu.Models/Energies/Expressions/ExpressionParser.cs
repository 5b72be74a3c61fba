namespace GenGpu.Models.Energies.Expressions;

/// <summary>Parses an expression by recursive descent. Chains of + and * are one node each, so the depth of the tree is that of its brackets.</summary>
internal sealed class ExpressionParser
{
    private const string Operand = "expected a number, a coordinate, a parameter, a function or '('";
    private static readonly string[] _comparisons = ["<", "<=", ">", ">=", "==", "!="];
    private readonly TokenReader _reader;
    private readonly ExpressionNames _names;
    private readonly IndexParser _indices;

    private ExpressionParser(string text, ExpressionNames names)
    {
        _reader = new TokenReader(ExpressionLexer.Tokens(text));
        _names = names;
        _indices = new IndexParser(_reader, names);
    }

    /// <summary>Parses a whole text.</summary>
    /// <exception cref="ExpressionException">The text is no expression.</exception>
    public static ExpressionNode Parse(string text, ExpressionNames names)
    {
        var parser = new ExpressionParser(text, names);
        if (parser._reader.Current.Kind == TokenKind.End)
            throw new ExpressionException(1, "the expression is empty, expected U(x), for example x0^4 - 4*x0^2");
        ExpressionNode node = parser.Comparison();
        return parser._reader.Current.Kind == TokenKind.End ? node : throw parser.Trailing();
    }

    private ExpressionNode Comparison()
    {
        _reader.Enter();
        ExpressionNode left = Sum();
        Token token = _reader.Current;
        if (token.Kind == TokenKind.Symbol && _comparisons.Contains(token.Text))
        {
            _reader.Take();
            left = Fold(new CompareNode(token.Text, left, Sum(), token.Column));
            if (_reader.Current.Kind == TokenKind.Symbol && _comparisons.Contains(_reader.Current.Text))
                throw _reader.Unexpected("expected one comparison; write where(a < b, b < c, 0) for a < b < c");
        }
        _reader.Leave();
        return left;
    }

    private ExpressionNode Sum() => Chain(Product, "+", "-", (terms, negative, column) => new AddNode(terms, negative, column));

    private ExpressionNode Product() => Chain(Sign, "*", "/", (factors, divides, column) => new ProductNode(factors, divides, column));

    private ExpressionNode Chain(Func<ExpressionNode> operand, string plain, string inverse, Func<List<ExpressionNode>, List<bool>, int, ExpressionNode> create)
    {
        ExpressionNode first = operand();
        if (!_reader.Is(plain) && !_reader.Is(inverse))
            return first;
        int column = _reader.Current.Column;
        List<ExpressionNode> operands = [first];
        List<bool> inverted = [false];
        while (_reader.Is(plain) || _reader.Is(inverse))
        {
            bool isInverse = _reader.Take().Text == inverse;
            ExpressionNode next = operand();
            if (isInverse && inverse == "/" && next is NumberNode { Number: 0 })
                throw new ExpressionException(next.Column, "found a division by 0, expected a divisor other than 0");
            operands.Add(next);
            inverted.Add(isInverse);
        }
        return Fold(create(operands, inverted, column));
    }

    private ExpressionNode Sign()
    {
        if (!_reader.Is("-") && !_reader.Is("+"))
            return Power();
        Token token = _reader.Take();
        _reader.Enter();
        ExpressionNode operand = Sign();
        _reader.Leave();
        return token.Text == "+" ? operand : Fold(new NegateNode(operand, token.Column));
    }

    private ExpressionNode Power()
    {
        ExpressionNode operand = Primary();
        if (_reader.Is("**"))
            throw _reader.Unexpected("expected '^' for a power");
        if (!_reader.Is("^"))
            return operand;
        Token token = _reader.Take();
        _reader.Enter();
        ExpressionNode exponent = Sign();
        _reader.Leave();
        if (exponent is NumberNode { Number: var power } && power == Math.Floor(power) && Math.Abs(power) > PowerNode.LargestPower)
            throw new ExpressionException(exponent.Column, FormattableString.Invariant($"the power {power} is too large; expected whole powers up to {PowerNode.LargestPower}"));
        return Fold(new PowerNode(operand, exponent, token.Column));
    }

    private ExpressionNode Primary()
    {
        Token token = _reader.Current;
        if (token.Kind == TokenKind.Number)
            return _reader.Node(new NumberNode(_reader.Take().Number, token.Column));
        if (_reader.Accept("("))
        {
            ExpressionNode inner = Comparison();
            _reader.Expect(")", FormattableString.Invariant($"that closes the bracket of column {token.Column}"));
            return inner;
        }
        if (token.Kind != TokenKind.Name)
            throw _reader.Unexpected(Operand);
        _reader.Take();
        if (_reader.Is("("))
            return _reader.Node(ExpressionNames.IsSum(token.Text) ? Series(token) : Call(token));
        if (ExpressionNames.IsCoordinate(token.Text))
            return _reader.Node(new CoordinateNode(IndexParser.Coordinate(token), token.Column));
        if (token.Text == "x" && _reader.Accept("["))
        {
            IndexNode index = _indices.Parse();
            _reader.Expect("]", "that closes the index");
            return _reader.Node(new CoordinateNode(index, token.Column));
        }
        return _reader.Node(_names.Value(token));
    }

    private ExpressionNode Call(Token name)
    {
        ExpressionFunction function = ExpressionFunction.Find(name.Text) ?? throw ExpressionNames.UnknownFunction(name);
        _reader.Take();
        List<ExpressionNode> operands = [];
        do
        {
            operands.Add(Comparison());
        }
        while (_reader.Accept(","));
        _reader.Expect(")", $"that closes {name.Text}(");
        if (operands.Count != function.Arity)
            throw new ExpressionException(name.Column, FormattableString.Invariant($"{name.Text} has {operands.Count} operand{(operands.Count == 1 ? "" : "s")}, expected {function.Arity}"));
        return Fold(new CallNode(function, operands, name.Column));
    }

    // sum(i, body), sum(i, first..last, body), pairs(i, j, body), pairs(i, j, first..last, body), neighbours(i, j, body).
    private SumNode Series(Token kind)
    {
        _reader.Take();
        int count = kind.Text == "sum" ? 1 : 2;
        string[] variableNames = new string[count];
        int[] variables = new int[count];
        (IndexNode, IndexNode)? range = null;
        for (int variable = 0; variable < count; variable++)
        {
            variables[variable] = _names.Declare(_reader.Current);
            variableNames[variable] = _reader.Take().Text;
            _reader.Expect(",", $"after the index of {kind.Text}");
        }
        if (_reader.IsRange())
        {
            if (kind.Text == "neighbours")
                throw _reader.Unexpected("expected what is summed: neighbours runs over the lattice and takes no range");
            IndexNode first = Bound();
            _reader.Expect("..", "between the first and the last index");
            range = (first, Bound());
            _reader.Expect(",", "after the range");
        }
        ExpressionNode body = Comparison();
        _reader.Expect(")", $"that closes {kind.Text}(");
        _names.Forget(count);
        return new SumNode(kind.Text, variableNames, variables, range, body, _names.NumberSum(), kind.Column);
    }

    private IndexNode Bound()
    {
        IndexNode bound = _indices.Parse();
        return bound.FirstVariable is IndexNode variable
            ? throw new ExpressionException(variable.Column, $"found the index '{variable.Name}' in a bound, expected numbers and 'dimension' only")
            : bound;
    }

    // Arithmetic on numbers is done here, in double.
    private ExpressionNode Fold(ExpressionNode node)
    {
        _reader.Node(node);
        foreach (ExpressionNode operand in node.Operands)
        {
            if (operand is not NumberNode)
                return node;
        }
        double value = node.Evaluate(new ExpressionPoint([], [], [], 0, []));
        return float.IsFinite((float)value) ? new NumberNode(value, node.Column) : throw new ExpressionException(node.Column, "the value of this part is no finite number in float32");
    }

    private ExpressionException Trailing()
    {
        Token token = _reader.Current;
        return token.Text switch
        {
            ")" or "]" => new ExpressionException(token.Column, $"found {token.Shown} without its opening bracket, expected an operator or the end"),
            "%" => new ExpressionException(token.Column, "found '%', expected an operator or the end; % works in indices only, as in x[(i + 1) % 8]"),
            _ => new ExpressionException(token.Column, $"found {token.Shown}, expected an operator or the end"),
        };
    }
}
