using GenGpu.Core;

namespace GenGpu.Models.Energies.Expressions;

/// <summary>A mistake in an expression: where it is, what was found, and what was expected.</summary>
public sealed class ExpressionException : UserErrorException
{
    /// <summary>Creates the error.</summary>
    /// <param name="column">Where, counted from 1.</param>
    /// <param name="problem">What was found and what was expected, without a full stop.</param>
    public ExpressionException(int column, string problem)
        : base(FormattableString.Invariant($"Expression, column {column}: {problem}."), exitCode: 2)
    {
        Column = column;
        Problem = problem;
    }

    /// <summary>Where, counted from 1.</summary>
    public int Column { get; }

    /// <summary>What was found and what was expected, without a full stop.</summary>
    public string Problem { get; }
}
