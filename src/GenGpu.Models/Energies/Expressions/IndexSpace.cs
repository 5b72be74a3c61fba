namespace GenGpu.Models.Energies.Expressions;

/// <summary>The rows over which a part of an expression is computed: for each row the value of every index variable that is in scope.</summary>
/// <param name="Rows">Number of rows; 1 outside of all sums.</param>
/// <param name="Values">[variable][row], by the numbers of the variables; null for those out of scope.</param>
internal sealed record IndexSpace(int Rows, int[]?[] Values)
{
    /// <summary>Outside of all sums.</summary>
    public static IndexSpace Single(int variables) => new(1, new int[]?[variables]);

    /// <summary>Every row once for each term of a sum, terms slowest.</summary>
    /// <param name="variables">The variables of the sum.</param>
    /// <param name="terms">Their values in each term.</param>
    public IndexSpace Expand(int[] variables, int[][] terms)
    {
        int rows = Rows * terms.Length;
        int[]?[] values = new int[]?[Values.Length];
        for (int variable = 0; variable < values.Length; variable++)
        {
            int own = Array.IndexOf(variables, variable);
            if (own < 0 && Values[variable] is null)
                continue;
            int[] column = new int[rows];
            for (int row = 0; row < rows; row++)
                column[row] = own >= 0 ? terms[row / Rows][own] : Values[variable]![row % Rows];
            values[variable] = column;
        }
        return new IndexSpace(rows, values);
    }
}
