namespace GenGpu.Models.Energies.Expressions;

/// <summary>The check of an expression for a dimension: indices in range, and no more work than a program can hold. Without a dimension it finds the largest coordinate.</summary>
/// <param name="dimension">Number of coordinates, or null while it is unknown.</param>
/// <param name="lattice">The declared lattice, or null.</param>
internal sealed class ExpressionBinding(int? dimension, Lattice? lattice)
{
    /// <summary>Most rows of a sum, nested sums multiplied.</summary>
    public const int LargestSum = 1 << 16;

    private const long LargestWork = 1 << 22;
    private long _work;

    public int? Dimension { get; } = dimension;

    public Lattice? Lattice { get; } = lattice;

    /// <summary>The largest coordinate found, -1 for none.</summary>
    public int LargestCoordinate { get; private set; } = -1;

    public void Count(ExpressionNode node, IndexSpace space)
    {
        _work += 1 + space.Rows;
        if (_work > LargestWork)
            throw new ExpressionException(node.Column, "the expression with its sums is too long; expected at most 4 million operations");
    }

    /// <summary>Checks an index in all rows of a space.</summary>
    public void Check(IndexNode index, IndexSpace space)
    {
        if (Dimension is null && index.UsesDimension)
            return;
        if (space.Rows == 0 && index.Variables != 0)
            return;
        int[] values = index.Values(index.Variables == 0 ? IndexSpace.Single(space.Values.Length) : space, Dimension ?? 0);
        for (int row = 0; row < values.Length; row++)
        {
            if (values[row] < 0 || values[row] >= (Dimension ?? int.MaxValue))
                throw Outside(index, space, row, values[row]);
            LargestCoordinate = Math.Max(LargestCoordinate, values[row]);
        }
    }

    private ExpressionException Outside(IndexNode index, IndexSpace space, int row, int value)
    {
        string range = Dimension switch
        {
            null => "expected an index of at least 0",
            1 => "dimension mismatch: the dimension is 1, so the only coordinate is x0",
            int count => FormattableString.Invariant($"dimension mismatch: the dimension is {count}, so the coordinates are x0 to x{count - 1}"),
        };
        if (index.Variables == 0)
            return new ExpressionException(index.Column, FormattableString.Invariant($"found the coordinate x{(value < 0 ? $"[{value}]" : $"{value}")}; {range}"));
        IndexNode variable = index.FirstVariable!;
        string wrap = Dimension is int sites ? FormattableString.Invariant($"; for periodic neighbours write x[({index}) % {sites}]") : "";
        return new ExpressionException(index.Column, FormattableString.Invariant($"x[{index}] is x[{value}] where {variable.Name} = {space.Values[variable.Number]![row]}; {range}{wrap}"));
    }
}
