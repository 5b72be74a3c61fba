using GenGpu.Evaluation;
using GenGpu.Training;
using Spectre.Console;

namespace GenGpu.Cli.Screen;

/// <summary>The tables at the end of a run on an energy: one of how near the flow is, one of basins and observables, and one over the interval of a condition.</summary>
internal static class EnergyTable
{
    /// <summary>Prints those that there is something for.</summary>
    /// <param name="summary">The summary.</param>
    /// <param name="console">Where to print.</param>
    public static void Print(SummaryDocument summary, IAnsiConsole console)
    {
        console.Write(Fit(summary));
        Table means = Means(summary);
        if (means.Rows.Count > 0)
            console.Write(means);
        foreach (SummaryModel model in summary.Models)
        {
            if (model.Condition is { } curve)
                console.Write(Condition(curve));
        }
    }

    // Ends, middle and quarters; condition.csv and summary.json hold all values.
    private static Table Condition(ConditionCurve curve)
    {
        const int Shown = 5;
        Table table = new Table().Border(TableBorder.Rounded);
        table.AddColumn(ResultTable.Right(curve.Name)).AddColumn(ResultTable.Right("beta F")).AddColumn(ResultTable.Right("log Z")).AddColumn(ResultTable.Right("exact log Z")).AddColumn(ResultTable.Right("reverse ESS"));
        for (int row = 0; row < Math.Min(Shown, curve.Points.Count); row++)
        {
            ConditionPoint point = curve.Points[row * (curve.Points.Count - 1) / Math.Max(1, Shown - 1)];
            table.AddRow(
                new Text(Figures.Of(point.Value)),
                new Text($"{Figures.Precise(point.BetaF)} ± {Figures.Of(point.BetaFError)}"),
                new Text($"{Figures.Precise(point.LogZ)} ± {Figures.Of(point.Error)}"),
                new Text(Figures.Precise(point.Exact ?? double.NaN)),
                new Text(Figures.Precise(point.Ess)));
        }

        return table;
    }

    private static Table Fit(SummaryDocument summary)
    {
        Table table = new Table().Border(TableBorder.Rounded);
        table.AddColumn("model").AddColumn("figure").AddColumn(ResultTable.Right("last")).AddColumn(ResultTable.Right("best")).AddColumn(ResultTable.Right("perfect\nmodel"));
        foreach (SummaryModel model in summary.Models)
        {
            string label = ResultTable.Label(model) + FormattableString.Invariant($"\n{Figures.Whole(model.Parameters)} parameters");
            if (model.Condition is { } curve)
                label += FormattableString.Invariant($"\nat {curve.Name} = {curve.Points[curve.Points.Count / 2].Value:G4}");
            Row(table, label, model, "beta F", BoltzmannMetrics.FreeEnergy);
            Row(table, "", model, "KL(q || p)", BoltzmannMetrics.Divergence);
            Row(table, "", model, "log Z", BoltzmannMetrics.LogPartition);
            Row(table, "", model, "|log Z error|", "logZDeviation");
            Row(table, "", model, "reverse ESS", BoltzmannMetrics.ReverseSampleSize);
            Row(table, "", model, "forward ESS", BoltzmannMetrics.ForwardSampleSize);
            Row(table, "", model, "KL(p || q)", "forwardKl");
            Row(table, "", model, "log Z, annealed", "annealed logZ");
            Row(table, "", model, "ESS, annealed", "annealed ess");
            Row(table, "", model, "acceptance of its moves", "annealed acceptance");
            Row(table, "", model, "acceptance", "acceptance");
            Plain(table, "best at step", "", Figures.Whole(model.Best?.Steps ?? double.NaN));
            Plain(table, "energy evaluations", Figures.Whole(model.ModelSteps * (double)summary.Configuration.BatchSize / Math.Max(1, model.Trials)), "");
            Plain(table, "core time", Figures.Seconds(model.CoreSeconds), "");
        }

        return table;
    }

    private static Table Means(SummaryDocument summary)
    {
        Table table = new Table().Border(TableBorder.Rounded);
        table.AddColumn("mean").AddColumn(ResultTable.Right("raw")).AddColumn(ResultTable.Right("reweighted")).AddColumn(ResultTable.Right("Metropolis\nchain")).AddColumn(ResultTable.Right("exact"));
        bool hasTarget = summary.Models.Any(model => model.Final?.Metrics.Keys.Any(name => name.EndsWith(BoltzmannMetrics.TargetSuffix, StringComparison.Ordinal)) == true);
        if (hasTarget)
            table.AddColumn(ResultTable.Right("target\nsamples"));
        foreach (SummaryModel model in summary.Models)
        {
            foreach ((string name, SummaryMetric metric) in model.Final?.Metrics ?? new Dictionary<string, SummaryMetric>())
            {
                if (!IsMean(name))
                    continue;
                Text[] row = [new(name), Cell(model.Final, name + " raw"), Cell(model.Final, name), Cell(model.Final, name + " chain"), new(Figures.Precise(metric.Floor))];
                table.AddRow(hasTarget ? [.. row, Cell(model.Final, name + BoltzmannMetrics.TargetSuffix)] : row);
            }
        }

        return table;
    }

    // The reweighted figure; the others of its row end in what they are.
    private static bool IsMean(string name) =>
        (name.StartsWith("P(", StringComparison.Ordinal) || name.StartsWith("F(", StringComparison.Ordinal) || name.StartsWith('<'))
        && !new[] { " raw", " chain", BoltzmannMetrics.TargetSuffix, BoltzmannMetrics.ErrorSuffix }.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal));

    private static void Row(Table table, string label, SummaryModel model, string title, string metric)
    {
        if ((model.Final ?? model.Best)?.Metrics.GetValueOrDefault(metric) is { } any)
            table.AddRow(new Text(label), new Text(title), Cell(model.Final, metric), Cell(model.Best, metric), new Text(Figures.Precise(any.Floor)));
    }

    private static void Plain(Table table, string title, string last, string best) =>
        table.AddRow(new Text(""), new Text(title), new Text(last), new Text(best), new Text(""));

    // With one seed the standard error; with several the median and its range over them.
    private static Text Cell(SummaryFigures? figures, string metric)
    {
        if (figures?.Metrics.GetValueOrDefault(metric) is not { } value)
            return new Text("");
        if (value.Seeds > 1)
            return new Text($"{Figures.Precise(value.Median)} [{Figures.Precise(value.Low)}, {Figures.Precise(value.High)}]");
        return figures.Metrics.GetValueOrDefault(metric + BoltzmannMetrics.ErrorSuffix) is { } error
            ? new Text($"{Figures.Precise(value.Median)} ± {Figures.Of(error.Median)}")
            : new Text(Figures.Precise(value.Median));
    }
}
