namespace GenGpu.Core;

/// <summary>Finds the known name that a mistyped one most likely meant, for error messages that end in "did you mean ...".</summary>
public static class NameSuggestion
{
    private const int ShortestBeginning = 3;

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

    /// <summary>
    /// The known name nearest to what was typed, or null when none is near. Names of as many words are compared word by word (<c>criticLearningRate</c> has three, <c>two-moons</c> two): each may differ by a third of its
    /// characters, or be the beginning of the other, so that long words in common do not hide that another one is meant. Names of more or fewer words come behind these, and may differ by a third of their characters as a whole.
    /// </summary>
    /// <param name="name">What was typed.</param>
    /// <param name="knownNames">The names that exist; the first of equally near ones wins.</param>
    /// <returns>A known name or null.</returns>
    public static string? Nearest(string name, IEnumerable<string> knownNames)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(knownNames);
        string[] words = Words(name);
        return knownNames
            .Select(known => (Name: known, Words: Words(known), Distance: EditDistance(name, known)))
            .Where(known => words.Length == known.Words.Length ? words.Zip(known.Words).All(pair => AreNear(pair.First, pair.Second)) : known.Distance <= Allowed(name, known.Name))
            .OrderBy(known => words.Length != known.Words.Length)
            .ThenBy(known => known.Distance)
            .FirstOrDefault().Name;
    }

    /// <summary>
    /// The tail of an error message: "; did you mean 'x'?" when a known name is near, "; did you mean one of x, y?" when some share at least half of the words typed, otherwise "; known: a, b, c".
    /// </summary>
    /// <param name="name">What was typed.</param>
    /// <param name="knownNames">The names that exist.</param>
    /// <returns>Text to append to a sentence without its full stop.</returns>
    public static string Hint(string name, IReadOnlyCollection<string> knownNames)
    {
        ArgumentNullException.ThrowIfNull(knownNames);
        if (Nearest(name, knownNames) is { } nearest)
            return $"; did you mean '{nearest}'?";
        string[] alike = Alike(name, knownNames);
        return alike.Length switch
        {
            0 => $"; known: {string.Join(", ", knownNames)}",
            1 => $"; did you mean '{alike[0]}'?",
            _ => $"; did you mean one of {string.Join(", ", alike)}?",
        };
    }

    // The known names with the most words in common with what was typed, if these are at least half of its words.
    private static string[] Alike(string name, IReadOnlyCollection<string> knownNames)
    {
        string[] words = Words(name);
        (string Known, int Common)[] counts = [.. knownNames.Select(known => (known, words.Intersect(Words(known), StringComparer.OrdinalIgnoreCase).Count()))];
        int most = counts.Select(count => count.Common).DefaultIfEmpty(0).Max();
        return most > 0 && 2 * most >= words.Length ? [.. counts.Where(count => count.Common == most).Select(count => count.Known)] : [];
    }

    private static bool AreNear(string word, string known) =>
        EditDistance(word, known) <= Allowed(word, known) || (Math.Min(word.Length, known.Length) >= ShortestBeginning && (known.StartsWith(word, StringComparison.OrdinalIgnoreCase) || word.StartsWith(known, StringComparison.OrdinalIgnoreCase)));

    private static int Allowed(string left, string right) => Math.Max(1, Math.Max(left.Length, right.Length) / 3);

    // Words begin at capitals behind small letters and end at anything that is neither letter nor digit.
    private static string[] Words(string name)
    {
        var words = new List<string>();
        int begin = 0;
        for (int end = 0; end <= name.Length; end++)
        {
            bool isGap = end == name.Length || !char.IsLetterOrDigit(name[end]);
            if (!isGap && !(end > begin && char.IsUpper(name[end]) && char.IsLower(name[end - 1])))
                continue;
            if (end > begin)
                words.Add(name[begin..end]);
            begin = isGap ? end + 1 : end;
        }
        return [.. words];
    }
}
