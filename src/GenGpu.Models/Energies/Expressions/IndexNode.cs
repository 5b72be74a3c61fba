using System.Globalization;

namespace GenGpu.Models.Energies.Expressions;

/// <summary>A whole number made of literals, index variables, <c>dimension</c> and + - * / %: the index of a coordinate or a bound of a range. Division rounds down, and % is never negative.</summary>
/// <param name="Operator">An operator; 'n' for a literal, 'v' for a variable, 'd' for the dimension.</param>
/// <param name="Number">The literal, or the number of the variable.</param>
/// <param name="Left">Left operand.</param>
/// <param name="Right">Right operand.</param>
/// <param name="Column">Where it stands.</param>
/// <param name="Name">Name of the variable.</param>
internal sealed record IndexNode(char Operator, int Number, IndexNode? Left, IndexNode? Right, int Column, string Name = "")
{
    // Whole numbers beyond this are no index of anything.
    private const long Largest = 1 << 24;

    /// <summary>The first variable in it, or null.</summary>
    public IndexNode? FirstVariable => Operator == 'v' ? this : Left?.FirstVariable ?? Right?.FirstVariable;

    /// <summary>The variables that it uses (bit v of variable v).</summary>
    public ulong Variables => Operator switch
    {
        'v' => 1UL << Number,
        'n' or 'd' => 0,
        _ => Left!.Variables | Right!.Variables,
    };

    /// <summary>Whether it needs the dimension.</summary>
    public bool UsesDimension => Operator == 'd' || (Left?.UsesDimension ?? false) || (Right?.UsesDimension ?? false);

    /// <summary>Its value.</summary>
    /// <param name="variables">The values of the variables.</param>
    /// <param name="dimension">The number of coordinates.</param>
    /// <exception cref="ExpressionException">A division by 0, or a number beyond 2^24.</exception>
    public int Evaluate(ReadOnlySpan<int> variables, int dimension)
    {
        if (Operator == 'n')
            return Number;
        if (Operator == 'v')
            return variables[Number];
        if (Operator == 'd')
            return dimension;
        long left = Left!.Evaluate(variables, dimension);
        long right = Right!.Evaluate(variables, dimension);
        if (right == 0 && (Operator is '/' or '%'))
            throw new ExpressionException(Right.Column, "found a division by 0 in an index, expected a divisor other than 0");
        long value = Operator switch
        {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            '/' => (long)Math.Floor((double)left / right),
            _ => left - (right * (long)Math.Floor((double)left / right)),
        };
        return Math.Abs(value) <= Largest ? (int)value : throw new ExpressionException(Column, "the index is out of range; expected whole numbers below 2^24");
    }

    /// <summary>The values in all rows of a space.</summary>
    public int[] Values(IndexSpace space, int dimension)
    {
        int[] values = new int[space.Rows];
        int[] variables = new int[space.Values.Length];
        for (int row = 0; row < values.Length; row++)
        {
            for (int variable = 0; variable < variables.Length; variable++)
                variables[variable] = space.Values[variable] is int[] column ? column[row] : 0;
            values[row] = Evaluate(variables, dimension);
        }
        return values;
    }

    /// <inheritdoc/>
    public override string ToString() => Operator switch
    {
        'n' => Number.ToString(CultureInfo.InvariantCulture),
        'v' => Name,
        'd' => "dimension",
        '+' or '-' => $"{Left} {Operator} {Factor(Right!)}",
        _ => $"{Factor(Left!)} {Operator} {(Right!.Operator is 'n' or 'v' or 'd' ? Right.ToString() : $"({Right})")}",
    };

    private static string Factor(IndexNode node) => node.Operator is '+' or '-' ? $"({node})" : node.ToString();
}
