using System.Globalization;
using GenGpu.Training;

namespace GenGpu.Cli.Screen;

/// <summary>How models spread over the modes of a target, with the perfect model's figures in the last row.</summary>
internal static class ModeTable
{
    private static readonly (string Metric, string Title)[] _columns =
    [
        ("modesHit", "modes\nhit"),
        ("highQualityShare", "high-quality\nshare"),
        ("modeReverseKl", "reverse KL\nof modes"),
        ("modeTotalVariation", "total varia-\ntion of modes"),
        ("modeCovarianceError", "covariance error\nwithin modes"),
    ];

    /// <summary>Makes the table.</summary>
    /// <param name="summary">The summary.</param>
    /// <returns>The table, or null where the target has no modes.</returns>
    public static FigureTable? Build(SummaryDocument summary)
    {
        SummaryModel[] models = [.. summary.Models.Where(model => model.Final?.Metrics.ContainsKey(_columns[0].Metric) ?? false)];
        if (models.Length == 0)
            return null;
        var table = new FigureTable("modes");
        foreach ((_, string title) in _columns)
            table.AddColumn(title);
        foreach (SummaryModel model in models)
            Row(table, Label(model), metric => ResultTable.Cell(model.Final, metric, FormatOf(metric)));
        Row(table, "perfect model", metric => ResultTable.Floor(models[0].Final, metric, FormatOf(metric)));
        return table;
    }

    private static string Label(SummaryModel model)
    {
        string label = ResultTable.Label(model);
        if (model.Collapsed > 0)
            label += model.Trials == 1 ? "\ncollapsed" : FormattableString.Invariant($"\n{model.Collapsed} collapsed");
        return label;
    }

    private static Func<double, string>? FormatOf(string metric) =>
        metric == _columns[0].Metric ? count => count.ToString("0.#", CultureInfo.InvariantCulture) : null;

    private static void Row(FigureTable table, string label, Func<string, string> cell) => table.AddRow(label, _columns.Select(column => cell(column.Metric)));
}
