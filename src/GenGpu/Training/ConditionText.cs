using System.Globalization;
using GenGpu.Core;
using GenGpu.Models.Conditions;
using GenGpu.Models.Energies;

namespace GenGpu.Training;

/// <summary>What <c>--condition</c> says: <c>name=low:high</c> for a parameter, or <c>columns=3,4:categorical</c> for columns of a data file.</summary>
public static class ConditionText
{
    private const string Columns = "columns";
    private const string Categorical = "categorical";

    // Programs hold conditions as floats, whose relative distance is about 1e-7: 17 values of a narrower interval would not lie evenly.
    private const double LeastRelativeWidth = 1e-3;

    /// <summary>Whether the text names columns of a data file.</summary>
    /// <param name="text">The text.</param>
    public static bool IsColumns(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Equals(text.Split('=')[0].Trim(), Columns, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>An interval of a parameter.</summary>
    /// <param name="text">name=low:high.</param>
    /// <param name="example">An example that suits what is learned.</param>
    /// <exception cref="UserErrorException">It has another form, or low is not below high.</exception>
    public static Condition Interval(string text, string example)
    {
        ArgumentNullException.ThrowIfNull(text);
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string range = text[(equals + 1)..];
        if (range.Contains("..", StringComparison.Ordinal) && equals > 0)
            throw new UserErrorException($"--condition {text}: write name=low:high, here --condition {text.Replace("..", ":", StringComparison.Ordinal)}.", 2);
        int colon = range.IndexOf(':', StringComparison.Ordinal);
        if (equals < 1 || colon < 1 || !Number(range[..colon], out double low) || !Number(range[(colon + 1)..], out double high))
            throw new UserErrorException($"--condition {text}: write name=low:high, for example --condition {example}.", 2);
        string name = text[..equals].Trim();
        bool isBeta = name == EnergyTarget.BetaName;
        if (!(low < high) || !double.IsFinite(high - low) || (isBeta && low <= 0))
            throw new UserErrorException($"--condition {text}: write name=low:high with low below high{(isBeta ? " and above 0" : "")}.", 2);
        double largest = Math.Max(Math.Abs(low), Math.Abs(high));
        if (!float.IsFinite((float)largest) || high - low < LeastRelativeWidth * largest)
            throw new UserErrorException($"--condition {text}: the interval is too {(float.IsFinite((float)largest) ? "narrow" : "wide")} for single precision, in which models see its values; give another.", 2);
        return Condition.Interval(name, low, high, isBeta);
    }

    /// <summary>Columns of a data file.</summary>
    /// <param name="text">columns=LIST; an entry is a number from 1 or a name, and may end in :categorical.</param>
    /// <param name="file">Name of the file, for messages.</param>
    /// <param name="names">Names of all its columns.</param>
    /// <returns>Index from 0 of each column in the order given, and whether it is categorical.</returns>
    /// <exception cref="UserErrorException">A column does not exist (the nearest is suggested), is named twice, or none would be left to learn.</exception>
    public static IReadOnlyList<(int Column, bool IsCategorical)> OfColumns(string text, string file, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(names);
        var columns = new List<(int Column, bool IsCategorical)>();
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string list = equals < 0 ? "" : text[(equals + 1)..];
        foreach (string entry in list.Split(',', StringSplitOptions.TrimEntries))
        {
            int colon = entry.LastIndexOf(':');
            string kind = colon < 0 ? "" : entry[(colon + 1)..].Trim();
            if (colon >= 0 && !string.Equals(kind, Categorical, StringComparison.OrdinalIgnoreCase))
                throw new UserErrorException($"--condition {text}: behind a column may stand :{Categorical}, not ':{kind}'; without it a column counts as a number.", 2);
            int column = ColumnOf(colon < 0 ? entry : entry[..colon].Trim(), text, file, names);
            if (columns.Any(known => known.Column == column))
                throw new UserErrorException($"--condition {text} names column {names[column]} twice.", 2);
            columns.Add((column, colon >= 0));
        }

        if (columns.Count == names.Count)
            throw new UserErrorException($"--condition {text} takes all {names.Count} columns of {file} and leaves none to learn; leave one out.", 2);
        return columns;
    }

    private static int ColumnOf(string entry, string text, string file, IReadOnlyList<string> names)
    {
        for (int index = 0; index < names.Count; index++)
        {
            if (names[index] == entry)
                return index;
        }

        if (int.TryParse(entry, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            return number >= 1 && number <= names.Count
                ? number - 1
                : throw new UserErrorException(FormattableString.Invariant($"--condition {text}: {file} has no column {number}; give 1 to {names.Count}, or a name: {string.Join(", ", names)}."), 2);
        }

        throw new UserErrorException(entry.Length == 0
            ? $"--condition {text}: write columns=3 or columns=3,4:{Categorical}, with numbers from 1 or names of the columns of {file}."
            : $"--condition {text}: {file} has no column '{entry}'{NameSuggestion.Hint(entry, names)}", 2);
    }

    private static bool Number(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
