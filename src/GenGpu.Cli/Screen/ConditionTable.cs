using GenGpu.Training;

namespace GenGpu.Cli.Screen;

/// <summary>Conditional models condition by condition, those trained on apart from those held out, every figure beside what a perfect model scores.</summary>
internal static class ConditionTable
{
    // More models than that would not fit a line with two figures each.
    private const int MostModels = 3;
    private const int LeastOfHistograms = 2_000;

    /// <summary>Makes the table.</summary>
    /// <param name="summary">The summary.</param>
    /// <returns>The table, or null where no model has conditions.</returns>
    public static FigureTable? Build(SummaryDocument summary)
    {
        SummaryModel[] models = [.. summary.Models.Where(model => model.Conditions is not null)];
        if (models.Length == 0)
            return null;
        IReadOnlyDictionary<string, SummaryMetric> any = models[0].Conditions![0].Metrics;
        (string Metric, string Title)[] metrics = [(any.ContainsKey("kld") ? "kld" : "kldAxes", any.ContainsKey("kld") ? "KLD" : "mean KLD"), (any.ContainsKey("w1") ? "w1" : "slicedW1", any.ContainsKey("w1") ? "W1" : "sliced W1")];

        // A histogram of a few hundred points is a figure of its empty cells.
        if (models.Length > MostModels || any[metrics[0].Metric].Samples < LeastOfHistograms)
            metrics = metrics[1..];
        var table = new FigureTable("given");
        foreach ((_, string title) in metrics)
        {
            foreach (SummaryModel model in models)
                table.AddColumn($"{model.Model.ToUpperInvariant()}\n{title}");
            table.AddColumn($"{title}\nfloor");
        }

        bool hasBoth = models[0].Conditions!.Any(condition => condition.IsHeldOut) && models[0].Conditions!.Any(condition => !condition.IsHeldOut);
        foreach (bool isHeldOut in new[] { false, true })
        {
            int[] places = [.. Enumerable.Range(0, models[0].Conditions!.Count).Where(place => models[0].Conditions![place].IsHeldOut == isHeldOut)];
            if (places.Length == 0)
                continue;
            foreach (int place in places)
                Row(table, models[0].Conditions![place].Given + (isHeldOut && !hasBoth ? " (held out)" : ""), models, metrics, [place]);
            if (hasBoth)
            {
                Row(table, isHeldOut ? "mean of held out" : "mean of trained", models, metrics, places);
                if (!isHeldOut)
                    table.AddRow("", Enumerable.Repeat("", metrics.Length * (models.Length + 1)));
            }
        }

        return table;
    }

    private static void Row(FigureTable table, string label, SummaryModel[] models, (string Metric, string Title)[] metrics, int[] places)
    {
        var cells = new List<string>();
        foreach ((string metric, _) in metrics)
        {
            double Mean(SummaryModel model, Func<SummaryMetric, double> value) => places.Average(place => model.Conditions![place].Metrics.TryGetValue(metric, out SummaryMetric? found) ? value(found) : double.NaN);
            cells.AddRange(models.Select(model => Figures.Of(Mean(model, found => found.Median))));
            cells.Add(Figures.Of(Mean(models[0], found => found.Floor)));
        }

        table.AddRow(label, cells);
    }
}
