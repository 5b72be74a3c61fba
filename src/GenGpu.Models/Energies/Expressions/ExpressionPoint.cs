namespace GenGpu.Models.Energies.Expressions;

/// <summary>Where an expression is evaluated.</summary>
/// <param name="coordinates">x.</param>
/// <param name="variables">The current values of the index variables; sums write to it.</param>
/// <param name="parameters">The values of the parameters.</param>
/// <param name="dimension">Number of coordinates.</param>
/// <param name="sums">The values of sums that stand in others but do not depend on their indices, null until they are computed: each is computed once.</param>
internal readonly ref struct ExpressionPoint(ReadOnlySpan<double> coordinates, Span<int> variables, ReadOnlySpan<double> parameters, int dimension, Span<double?> sums)
{
    public readonly ReadOnlySpan<double> Coordinates = coordinates;
    public readonly Span<int> Variables = variables;
    public readonly ReadOnlySpan<double> Parameters = parameters;
    public readonly int Dimension = dimension;
    public readonly Span<double?> Sums = sums;
}
