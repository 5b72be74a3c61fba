using System.Globalization;
using System.Text;
using GenGpu.Reports;
using GenGpu.Sweeps.Expansion;
using GenGpu.Training;

namespace GenGpu.Sweeps.Reports;

/// <summary>The first metric of curves against the training step: for every family the configuration that ends best, median and middle half over seeds; one panel per target.</summary>
internal static class LearningCurveFigure
{
    private const int MostPanels = 6;
    private const int MostLines = 6;
    private const int PanelWidth = 400;

    // Pixels of one entry of the key.
    private const int KeyWidth = 130;
    private const int KeyHeight = 16;

    /// <summary>The picture, or null where no trial has a curve.</summary>
    public static PictureFiles? Describe(SweepTable table)
    {
        var panels = new List<(string Target, List<Line> Lines)>();
        string metric = "";
        foreach (IGrouping<string, ConfigurationGroup> target in SweepPanels.ByTarget(table).Take(MostPanels))
        {
            var lines = new List<Line>();
            foreach (IGrouping<string, ConfigurationGroup> model in target.GroupBy(group => SweepPanels.Model(table, group)).Take(MostLines))
            {
                ConfigurationGroup best = model.OrderBy(group => group.Median).First();
                if (metric.Length == 0)
                    metric = table.Index.Document(best.First.Id).CurveMetrics is [var first, ..] ? first : "";
                if (LineOf(table, model.Key, best.Trials) is { Points.Count: > 0 } line)
                    lines.Add(line);
            }

            if (lines.Count > 0)
                panels.Add((target.Key, lines));
        }

        return panels.Count == 0 ? null : Draw(table, metric, panels);
    }

    private static PictureFiles Draw(SweepTable table, string metric, List<(string Target, List<Line> Lines)> panels)
    {
        const string name = "learning_curves";
        int columns = PanelGrid.ColumnsFor(panels.Count, 3);
        string[] models = [.. panels.SelectMany(panel => panel.Lines).Select(line => line.Model).Distinct()];
        int perRow = Math.Max(1, columns * PanelWidth / KeyWidth), keyRows = (models.Length + perRow - 1) / perRow;
        var grid = new PanelGrid(columns, (panels.Count + columns - 1) / columns, PanelWidth, 280, 92, 92, 84, 30, 76 + (KeyHeight * keyRows), 74);
        StringBuilder script = GnuplotText.Begin(name, grid.Width, grid.Height, $"Learning curves of the best configurations ({table.List.Name})");
        bool hasSpread = panels.SelectMany(panel => panel.Lines).SelectMany(line => line.Points).Any(point => point.Seeds > 1);
        if (hasSpread)
            GnuplotText.Note(script, "lines: median over seeds; bands: their middle half", grid.Height);
        script.Append(CultureInfo.InvariantCulture, $"set grid xtics ytics lc rgb '#e6e6e6' lw 0.7 lt 1\nset xlabel 'training step' offset 0,0.2\nset ylabel {GnuplotText.Quote(MetricNames.Label(metric))} offset 0.5,0\nset key at screen 0.5, screen {GnuplotText.Number(1 - ((40.0 + (KeyHeight * keyRows / 2.0)) / grid.Height))} center center vertical maxrows {keyRows} Left reverse samplen 3 width 1\n");
        var csv = new CsvText(["target", "step", "median", "low", "high", "model", "seeds"]);
        int block = 0;
        for (int panel = 0; panel < panels.Count; panel++)
        {
            (string target, List<Line> lines) = panels[panel];
            script.Append(grid.Margins(panel)).Append(CultureInfo.InvariantCulture, $"set title {GnuplotText.Quote(target)} offset 0,-0.6\n");
            (double Lower, double Upper)? range = SweepPanels.Logarithmic(lines.SelectMany(line => line.Points).SelectMany(point => new[] { point.Low, point.High }));
            script.Append(range is { } axis
                ? $"set logscale y\nset yrange [{GnuplotText.Number(axis.Lower)}:{GnuplotText.Number(axis.Upper)}]\nset ytics {Ticks.Logarithmic(axis.Lower, axis.Upper, counts: false)}\n"
                : "unset logscale y\nset yrange [*:*]\nset ytics autofreq\n");
            double last = lines.Max(line => line.Points[^1].Step);
            script.Append(CultureInfo.InvariantCulture, $"set xrange [0:{GnuplotText.Number(last)}]\nset xtics {Ticks.Step(0, last, 4)}\n");
            var plots = new List<string>();
            for (int index = 0; index < lines.Count; index++)
                plots.Add(FormattableString.Invariant($"data skip 1 index {block + index} using 2:4:5 with filledcurves fs transparent solid 0.18 noborder lc rgb '{GnuplotText.Colour(Place(lines[index]))}' notitle"));
            for (int index = 0; index < lines.Count; index++)
                plots.Add(FormattableString.Invariant($"data skip 1 index {block + index} using 2:3 with lines {Style(Place(lines[index]))} notitle"));

            // One key for all panels: a model has its line everywhere.
            if (panel == 0)
                plots.AddRange(models.Select((model, index) => $"NaN with lines {Style(index)} title {GnuplotText.Quote(model)}"));
            script.Append("plot ").AppendJoin(", \\\n     ", plots).Append('\n');
            GnuplotText.EndTitle(script);
            if (hasSpread && panel == 0)
                GnuplotText.EndNote(script);
            script.Append("unset key\n");
            foreach (Line line in lines)
            {
                foreach (Point point in line.Points)
                {
                    csv.Add(target).Add(point.Step).Add(point.Median).Add(point.Low).Add(point.High).Add(line.Model).Add(point.Seeds);
                    csv.EndRow();
                }

                csv.EndBlock();
                block++;
            }
        }

        return new PictureFiles(name, csv.ToString(), GnuplotText.End(script), grid.Width, grid.Height);

        int Place(Line line) => Array.IndexOf(models, line.Model);
    }

    private static string Style(int model) => $"lw 1.6 dt {GnuplotText.Dash(model)} lc rgb '{GnuplotText.Colour(model)}'";

    private static Line LineOf(SweepTable table, string model, IReadOnlyList<SweepTrial> trials)
    {
        var byStep = new SortedDictionary<long, List<double>>();
        foreach (SweepTrial trial in trials)
        {
            foreach (CurvePoint point in table.Index.Curve(trial.Id))
            {
                if (!byStep.TryGetValue(point.Step, out List<double>? values))
                    byStep.Add(point.Step, values = []);
                if (double.IsFinite(point.Values[0]))
                    values.Add(point.Values[0]);
            }
        }

        return new Line(model, [.. byStep.Where(pair => pair.Value.Count > 0).Select(pair =>
        {
            double[] sorted = [.. pair.Value.Order()];
            return new Point(pair.Key, SeedStatistics.MedianOf(sorted), Quantile(sorted, 0.25), Quantile(sorted, 0.75), sorted.Length);
        })]);
    }

    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    private sealed record Line(string Model, IReadOnlyList<Point> Points);

    private sealed record Point(long Step, double Median, double Low, double High, int Seeds);
}
