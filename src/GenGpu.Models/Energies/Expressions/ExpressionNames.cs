using GenGpu.Core;

namespace GenGpu.Models.Energies.Expressions;

/// <summary>What the names of an expression mean: constants, parameters, and the index variables in scope.</summary>
internal sealed class ExpressionNames
{
    /// <summary>Most index variables in scope at once.</summary>
    private const int MostVariables = 60;

    private const string Dimension = "dimension";
    private static readonly string[] _sums = ["sum", "pairs", "neighbours"];
    private static readonly Dictionary<string, double> _constants = new() { ["pi"] = Math.PI, ["e"] = Math.E };
    private readonly IReadOnlyList<EnergyParameter> _parameters;
    private readonly List<string> _variables = [];

    /// <summary>Takes the parameters.</summary>
    /// <exception cref="UserErrorException">A name is taken or is no name.</exception>
    public ExpressionNames(IReadOnlyList<EnergyParameter> parameters)
    {
        _parameters = parameters;
        HashSet<string> seen = [];
        foreach (EnergyParameter parameter in parameters)
        {
            if (Problem(parameter.Name) is string problem)
                throw new UserErrorException($"The parameter {Token.Quote(parameter.Name)} {problem}; choose another name.", exitCode: 2);
            if (!seen.Add(parameter.Name))
                throw new UserErrorException($"The parameter {Token.Quote(parameter.Name)} is declared twice.", exitCode: 2);
        }
    }

    /// <summary>Most variables that were in scope at once.</summary>
    public int DeepestScope { get; private set; }

    /// <summary>Number of sums so far.</summary>
    public int Sums { get; private set; }

    /// <summary>Whether a name is sum, pairs or neighbours.</summary>
    public static bool IsSum(string name) => _sums.Contains(name);

    /// <summary>Whether a name is x and digits.</summary>
    public static bool IsCoordinate(string name) => name.Length > 1 && name[0] == 'x' && name.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>What is wrong with the name of a parameter, or null.</summary>
    public static string? Problem(string name)
    {
        if (name.Length == 0 || !(char.IsAsciiLetter(name[0]) || name[0] == '_') || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            return "is no name: names are made of letters, digits and underscores, and begin with a letter";
        return IsReserved(name) ? "has a name that the language uses" : null;
    }

    /// <summary>Declares an index variable; <see cref="Forget"/> ends its scope.</summary>
    /// <param name="token">Its name.</param>
    /// <returns>Its number.</returns>
    public int Declare(Token token)
    {
        if (token.Kind != TokenKind.Name)
            throw new ExpressionException(token.Column, $"found {token.Shown}, expected the name of an index, for example i");
        if (IsReserved(token.Text) || _variables.Contains(token.Text) || _parameters.Any(parameter => parameter.Name == token.Text))
            throw new ExpressionException(token.Column, $"the name {token.Shown} is taken, expected a new name for the index, for example {Free()}");
        if (_variables.Count == MostVariables)
            throw new ExpressionException(token.Column, FormattableString.Invariant($"more than {MostVariables} indices are in scope"));
        _variables.Add(token.Text);
        DeepestScope = Math.Max(DeepestScope, _variables.Count);
        return _variables.Count - 1;
    }

    /// <summary>Numbers a sum.</summary>
    public int NumberSum() => Sums++;

    /// <summary>Ends the scope of the last variables.</summary>
    public void Forget(int count) => _variables.RemoveRange(_variables.Count - count, count);

    /// <summary>An index variable or the dimension, or null.</summary>
    public IndexNode? Index(Token token)
    {
        int variable = _variables.IndexOf(token.Text);
        return variable >= 0 ? new IndexNode('v', variable, null, null, token.Column, token.Text)
            : token.Text == Dimension ? new IndexNode('d', 0, null, null, token.Column)
            : null;
    }

    /// <summary>What a name stands for in a value.</summary>
    /// <exception cref="ExpressionException">Nothing.</exception>
    public ExpressionNode Value(Token token)
    {
        if (Index(token) is IndexNode index)
            return new IndexValueNode(index, token.Column);
        if (_constants.TryGetValue(token.Text, out double constant))
            return new NumberNode(constant, token.Column);
        for (int number = 0; number < _parameters.Count; number++)
        {
            if (_parameters[number].Name == token.Text)
                return new ParameterNode(_parameters[number], number, token.Column);
        }
        if (token.Text == "x")
            throw new ExpressionException(token.Column, "found 'x', expected a coordinate such as x0 or x[0]");
        if (ExpressionFunction.Find(token.Text) is not null || IsSum(token.Text))
            throw new ExpressionException(token.Column, $"found the function {token.Shown} without '(', expected {token.Text}(...)");
        string[] known = [.. _constants.Keys, .. _parameters.Select(parameter => parameter.Name), .. _variables, Dimension];
        throw new ExpressionException(token.Column, $"unknown name {token.Shown}{NameSuggestion.Hint(token.Text, known).TrimEnd('?')}, and coordinates x0, x1, ...");
    }

    /// <summary>The error for a name that is no function.</summary>
    public static ExpressionException UnknownFunction(Token token)
    {
        string[] known = [.. ExpressionFunction.Names, .. _sums];
        return new ExpressionException(token.Column, $"unknown function {token.Shown}{NameSuggestion.Hint(token.Text, known).TrimEnd('?')}");
    }

    private static bool IsReserved(string name) =>
        name is "x" or Dimension || IsCoordinate(name) || IsSum(name) || _constants.ContainsKey(name) || ExpressionFunction.Find(name) is not null;

    private string Free() => new[] { "i", "j", "k", "l", "a", "b" }.FirstOrDefault(name => !_variables.Contains(name) && _parameters.All(parameter => parameter.Name != name)) ?? "index1";
}
