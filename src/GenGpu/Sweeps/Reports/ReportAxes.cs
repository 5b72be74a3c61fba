using GenGpu.Core;
using GenGpu.Sweeps.Spec;

namespace GenGpu.Sweeps.Reports;

/// <summary>The axes of heat maps: two keys in which configurations differ, with their values in order.</summary>
/// <param name="X">The key of columns.</param>
/// <param name="Y">The key of rows.</param>
/// <param name="XValues">Values of the columns, numbers ascending.</param>
/// <param name="YValues">Values of the rows.</param>
public sealed record ReportAxes(string X, string Y, IReadOnlyList<string> XValues, IReadOnlyList<string> YValues)
{
    private const int MostValues = 60;

    /// <summary>The axes that were asked for, or the two keys with most values; null where configurations do not differ in two keys.</summary>
    /// <param name="table">The configurations.</param>
    /// <param name="x">A key, or null to choose.</param>
    /// <param name="y">A key, or null to choose.</param>
    /// <exception cref="UserErrorException">A key does not exist, or is given twice; exit code 2.</exception>
    public static ReportAxes? Choose(SweepTable table, string? x, string? y)
    {
        ArgumentNullException.ThrowIfNull(table);
        foreach (string key in new[] { x, y }.OfType<string>())
        {
            if (!table.Keys.Contains(key))
                throw new UserErrorException($"Configurations do not differ in '{key}'{NameSuggestion.Hint(key, [.. table.Keys])}", exitCode: 2);
        }

        if (x is not null && x == y)
            throw new UserErrorException($"A heat map needs two keys; {x} is given for both axes.", exitCode: 2);

        // Families and targets have panels of their own.
        string[] free = [.. table.Keys.Where(key => key is not (TrialFields.Model or "target" or "energy") && key != x && key != y)
            .OrderByDescending(key => Math.Min(MostValues, ValuesOf(table, key).Length)).ThenBy(key => key, StringComparer.Ordinal)];
        var chosen = new Queue<string>(free);
        x ??= chosen.TryDequeue(out string? first) ? first : null;
        y ??= chosen.TryDequeue(out string? second) ? second : null;
        return x is null || y is null ? null : new ReportAxes(x, y, [.. ValuesOf(table, x).Take(MostValues)], [.. ValuesOf(table, y).Take(MostValues)]);
    }

    /// <summary>Place of a configuration, or null where it has no value on an axis.</summary>
    /// <param name="table">The configurations.</param>
    /// <param name="group">One of them.</param>
    public (int Column, int Row)? PlaceOf(SweepTable table, ConfigurationGroup group)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(group);
        int column = XValues.ToList().IndexOf(table.List.ValueOf(group.First, X)?.Text ?? ""), row = YValues.ToList().IndexOf(table.List.ValueOf(group.First, Y)?.Text ?? "");
        return column < 0 || row < 0 ? null : (column, row);
    }

    private static string[] ValuesOf(SweepTable table, string key) =>
    [
        .. table.Groups.Select(group => table.List.ValueOf(group.First, key)).OfType<TrialValue>().Distinct()
            .OrderBy(value => value.Number ?? double.MaxValue).ThenBy(value => value.Text, StringComparer.Ordinal).Select(value => value.Text),
    ];
}
