namespace GenGpu.Core;

/// <summary>Finds the known name that a mistyped one most likely meant, for error messages that end in "did you mean ...".</summary>
public static class NameSuggestion
{
    /// <summary>
    /// Number of single-character edits (insert, delete, replace, swap of two neighbours) that turn one text into the other,
    /// ignoring case: the optimal string alignment distance.
    /// </summary>
    /// <param name="left">One text.</param>
    /// <param name="right">The other text.</param>
    /// <returns>The distance, 0 for equal texts.</returns>
    public static int EditDistance(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        string a = left.ToUpperInvariant();
        string b = right.ToUpperInvariant();
        int[] beforePrevious = new int[b.Length + 1];
        int[] previous = new int[b.Length + 1];
        int[] current = new int[b.Length + 1];
        for (int column = 0; column <= b.Length; column++)
            previous[column] = column;
        for (int row = 1; row <= a.Length; row++)
        {
            current[0] = row;
            for (int column = 1; column <= b.Length; column++)
            {
                int replace = previous[column - 1] + (a[row - 1] == b[column - 1] ? 0 : 1);
                int best = Math.Min(replace, Math.Min(previous[column], current[column - 1]) + 1);
                if (row > 1 && column > 1 && a[row - 1] == b[column - 2] && a[row - 2] == b[column - 1])
                    best = Math.Min(best, beforePrevious[column - 2] + 1);
                current[column] = best;
            }
            (beforePrevious, previous, current) = (previous, current, beforePrevious);
        }
        return previous[b.Length];
    }

    /// <summary>The known name nearest to what was typed, or null when none is near (more than a third of its characters differ).</summary>
    /// <param name="name">What was typed.</param>
    /// <param name="knownNames">The names that exist; the first of equally near ones wins.</param>
    /// <returns>A known name or null.</returns>
    public static string? Nearest(string name, IEnumerable<string> knownNames)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(knownNames);
        string? nearest = null;
        int nearestDistance = int.MaxValue;
        foreach (string known in knownNames)
        {
            int distance = EditDistance(name, known);
            int allowed = Math.Max(1, Math.Max(name.Length, known.Length) / 3);
            if (distance <= allowed && distance < nearestDistance)
                (nearest, nearestDistance) = (known, distance);
        }
        return nearest;
    }

    /// <summary>
    /// The tail of an error message: "; did you mean 'x'?" when a known name is near, otherwise "; known: a, b, c".
    /// </summary>
    /// <param name="name">What was typed.</param>
    /// <param name="knownNames">The names that exist.</param>
    /// <returns>Text to append to a sentence without its full stop.</returns>
    public static string Hint(string name, IReadOnlyCollection<string> knownNames)
    {
        ArgumentNullException.ThrowIfNull(knownNames);
        string? nearest = Nearest(name, knownNames);
        return nearest is null ? $"; known: {string.Join(", ", knownNames)}" : $"; did you mean '{nearest}'?";
    }
}
