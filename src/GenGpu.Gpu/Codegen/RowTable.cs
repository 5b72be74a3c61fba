namespace GenGpu.Gpu.Codegen;

/// <summary>A table of rows of which only what does not repeat is stored: entry i of all is Entries[i % n] + i / n * Step, channel after channel of a lattice.</summary>
/// <param name="Entries">The first period.</param>
/// <param name="Terms">Entries per row of the result.</param>
/// <param name="Period">Rows of the result until the table repeats.</param>
/// <param name="Step">What is added from one period to the next.</param>
internal sealed record RowTable(IReadOnlyList<int> Entries, int Terms, int Period, int Step)
{
    /// <summary>The table of a gather: one entry per row.</summary>
    public static RowTable Of(IReadOnlyList<int> indices) => Of(indices, 1);

    /// <summary>The rows that a scatter adds to each row of its result, in their order; null when it does not add as many to every row.</summary>
    /// <param name="indices">Row of the result for each row of the operand.</param>
    /// <param name="rows">Rows of the result.</param>
    public static RowTable? Sources(IReadOnlyList<int> indices, int rows)
    {
        int terms = indices.Count / rows;
        if (terms * rows != indices.Count)
            return null;
        int[] sources = new int[indices.Count], counts = new int[rows];
        for (int i = 0; i < indices.Count; i++)
        {
            int row = indices[i];
            if (counts[row] == terms)
                return null;
            sources[(row * terms) + counts[row]++] = i;
        }

        return Of(sources, terms);
    }

    private static RowTable Of(IReadOnlyList<int> all, int terms)
    {
        int rows = all.Count / terms;
        for (int period = 1; period <= rows / 2; period++)
        {
            int length = period * terms;
            if (rows % period == 0 && Repeats(all, length))
                return new RowTable([.. all.Take(length)], terms, period, all[length] - all[0]);
        }

        return new RowTable(all, terms, rows, 0);
    }

    private static bool Repeats(IReadOnlyList<int> all, int length)
    {
        int step = all[length] - all[0];
        for (int i = length; i < all.Count; i++)
        {
            if (all[i] - all[i - length] != step)
                return false;
        }

        return true;
    }
}
