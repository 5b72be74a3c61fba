using GenGpu.Evaluation;
using GenGpu.Training;
using Spectre.Console;

namespace GenGpu.Cli.Screen;

/// <summary>The tables at the end of a run on an energy: one of how near the flow is, one of basins and observables, and one over the interval of a condition.</summary>
internal static class EnergyTable
{
    private static readonly string[] FitTitles = ["last", "best", "perfect\nmodel"];

    private static readonly (string Title, string Metric)[] FitMetrics =
    [
        ("beta F", BoltzmannMetrics.FreeEnergy),
        ("KL(q || p)", BoltzmannMetrics.Divergence),
        ("log Z", BoltzmannMetrics.LogPartition),
        ("|log Z error|", "logZDeviation"),
        ("reverse ESS", BoltzmannMetrics.ReverseSampleSize),
        ("forward ESS", BoltzmannMetrics.ForwardSampleSize),
        ("KL(p || q)", "forwardKl"),
        ("log Z, annealed", "annealed logZ"),
        ("ESS, annealed", "annealed ess"),
        ("acceptance of its moves", "annealed acceptance"),
        ("acceptance", "acceptance"),
    ];

    /// <summary>Prints those that there is something for.</summary>
    /// <param name="summary">The summary.</param>
    /// <param name="console">Where to print.</param>
    public static void Print(SummaryDocument summary, IAnsiConsole console)
    {
        PrintFit(summary, console);
        Means(summary).Write(console);
        foreach (SummaryModel model in summary.Models)
        {
            if (model.Condition is { } curve)
                Condition(curve).Write(console);
        }
    }

    // Ends, middle and quarters; condition.csv and summary.json hold all values.
    private static FigureTable Condition(ConditionCurve curve)
    {
        const int Shown = 5;
        var table = new FigureTable(curve.Name);
        Array.ForEach(["beta F", "log Z", "exact\nlog Z", "reverse\nESS"], table.AddColumn);
        for (int row = 0; row < Math.Min(Shown, curve.Points.Count); row++)
        {
            ConditionPoint point = curve.Points[row * (curve.Points.Count - 1) / Math.Max(1, Shown - 1)];
            table.AddRow(
                Figures.Of(point.Value),
                [$"{Figures.Precise(point.BetaF)} ± {Figures.Of(point.BetaFError)}", $"{Figures.Precise(point.LogZ)} ± {Figures.Of(point.Error)}", Figures.Precise(point.Exact ?? double.NaN), Figures.Precise(point.Ess)]);
        }

        return table;
    }

    // One table of all models, or where that is too wide one per model.
    private static void PrintFit(SummaryDocument summary, IAnsiConsole console)
    {
        var all = new FigureTable("model");
        all.AddText("figure");
        Array.ForEach(FitTitles, all.AddColumn);
        var own = new List<FigureTable>();
        foreach (SummaryModel model in summary.Models)
        {
            string label = ResultTable.Label(model) + FormattableString.Invariant($"\n{Figures.Whole(model.Parameters)} parameters");
            if (model.Given is { } given)
                label += $"\nat {given}";
            var table = new FigureTable(label);
            Array.ForEach(FitTitles, table.AddColumn);
            own.Add(table);
            foreach ((string title, string[] cells) in Fit(summary, model))
            {
                all.AddRow(label, [title, .. cells]);
                table.AddRow(title, cells);
                label = "";
            }
        }

        if (all.Fits(console))
            all.Write(console);
        else
            own.ForEach(table => table.Write(console));
    }

    private static IEnumerable<(string Title, string[] Cells)> Fit(SummaryDocument summary, SummaryModel model)
    {
        foreach ((string title, string metric) in FitMetrics)
        {
            if ((model.Final ?? model.Best)?.Metrics.GetValueOrDefault(metric) is { } any)
                yield return (title, [Cell(model.Final, metric), Cell(model.Best, metric), Figures.Precise(any.Floor)]);
        }

        yield return ("best at step", ["", Figures.Whole(model.Best?.Steps ?? double.NaN), ""]);
        yield return ("energy evaluations", [Figures.Whole(model.ModelSteps * (double)summary.Configuration.BatchSize / Math.Max(1, model.Trials)), "", ""]);
        yield return ("core time", [Figures.Seconds(model.CoreSeconds), "", ""]);
    }

    private static FigureTable Means(SummaryDocument summary)
    {
        var table = new FigureTable("mean");
        Array.ForEach(["raw", "reweighted", "Metropolis\nchain", "exact"], table.AddColumn);
        bool hasTarget = summary.Models.Any(model => model.Final?.Metrics.Keys.Any(name => name.EndsWith(BoltzmannMetrics.TargetSuffix, StringComparison.Ordinal)) == true);
        if (hasTarget)
            table.AddColumn("target\nsamples");
        foreach (SummaryModel model in summary.Models)
        {
            foreach ((string name, SummaryMetric metric) in model.Final?.Metrics ?? new Dictionary<string, SummaryMetric>())
            {
                if (!IsMean(name))
                    continue;
                string[] row = [Cell(model.Final, name + " raw"), Cell(model.Final, name), Cell(model.Final, name + " chain"), Figures.Precise(metric.Floor)];
                table.AddRow(name, hasTarget ? [.. row, Cell(model.Final, name + BoltzmannMetrics.TargetSuffix)] : row);
            }
        }

        return table;
    }

    // The reweighted figure; the others of its row end in what they are.
    private static bool IsMean(string name) =>
        (name.StartsWith("P(", StringComparison.Ordinal) || name.StartsWith("F(", StringComparison.Ordinal) || name.StartsWith('<'))
        && !new[] { " raw", " chain", BoltzmannMetrics.TargetSuffix, BoltzmannMetrics.ErrorSuffix }.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal));

    // With one seed the standard error; with several the median and its range over them.
    private static string Cell(SummaryFigures? figures, string metric)
    {
        if (figures?.Metrics.GetValueOrDefault(metric) is not { } value)
            return "";
        if (value.Seeds > 1)
            return $"{Figures.Precise(value.Median)} [{Figures.Precise(value.Low)}, {Figures.Precise(value.High)}]";
        return figures.Metrics.GetValueOrDefault(metric + BoltzmannMetrics.ErrorSuffix) is { } error
            ? $"{Figures.Precise(value.Median)} ± {Figures.Of(error.Median)}"
            : Figures.Precise(value.Median);
    }
}
