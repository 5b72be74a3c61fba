using System.Globalization;
using System.Text;

namespace GenGpu.Reports;

/// <summary>A panel per model with one ridge per condition: the model's histogram filled, the truth as a line.</summary>
internal static class ConditionRidges
{
    private const int MostBins = 72;
    private const int MostModels = 4;
    private const int CurvePoints = 240;

    // Opaque, so that a ridge in front covers what lies behind it and the shapes stay apart.
    private const string TrainedFill = "#8fbfe0";
    private const string HeldOutFill = "#f4b183";

    // Rows that the highest ridge may rise; less where it would hide the line behind it.
    private const double MostRise = 1.9;

    // Pixels of the highest ridge, and of all rows.
    private const int RidgeHeight = 49;
    private const int MostHeight = 620;

    // Times the highest density that a model may rise: one that has collapsed onto a point is cut off rather than drawn over all other rows.
    private const double MostPeak = 1.3;

    /// <summary>The picture.</summary>
    /// <param name="report">A report with conditions of one coordinate.</param>
    public static PictureFiles Draw(RunReport report)
    {
        IReadOnlyList<ConditionPanel> conditions = report.Conditions;
        int models = Math.Min(MostModels, report.Models.Count), rows = conditions.Count;
        int fewest = conditions.Min(condition => condition.Target.Count);
        Axis axis = ConditionsPicture.AxisOf(report, 0, Math.Clamp((int)(1.2 * Math.Sqrt(fewest)), 16, MostBins));
        double top = conditions.Max(condition => Truth(condition, axis).Max(point => point.Density));
        double rise = Rise(conditions, models, axis, top);
        var csv = new CsvText(["given", "held_out", "x", "density", "base"]);
        for (int row = 0; row < rows; row++)
            Write(csv, conditions[row], Truth(conditions[row], axis), row, top);
        for (int model = 0; model < models; model++)
        {
            for (int row = 0; row < rows; row++)
                Write(csv, conditions[row], conditions[row].Models[model] is { } samples ? Histogram(samples, axis) : [], row, top);
        }

        (string label, string[] given) = Labels(conditions);
        int longest = given.Max(text => text.Length) + (label.Length > 0 ? 3 : 0);
        var grid = new PanelGrid(models, 1, models == 1 ? 460 : 300, (int)Math.Clamp(RidgeHeight * rows / rise, 180, MostHeight) + 40, 18, 0, Math.Max(64, 34 + (7 * longest)), 24, 96, 58);
        StringBuilder script = GnuplotText.Begin(ConditionsPicture.Name, grid.Width, grid.Height, report.SampleTitle);
        string marks = string.Join(", ", conditions.Select((_, row) => $"{GnuplotText.Quote(given[row])} {row}"));
        script.Append(CultureInfo.InvariantCulture, $"""
            set border 1
            set style fill solid 1 noborder
            set xrange [{GnuplotText.Number(axis.Lower)}:{GnuplotText.Number(axis.Upper)}]
            set xtics {Ticks.Step(axis.Lower, axis.Upper, 6)} nomirror out
            set grid xtics lc rgb '#ececec' lw 0.7 lt 1
            set yrange [-0.25:{GnuplotText.Number(rows - 1 + (MostPeak * rise) + 0.1)}]
            set xlabel {GnuplotText.Quote(report.ConditionColumns[0])} offset 0,0.2
            set key at screen 0.5, screen {GnuplotText.Number(1 - (50.0 / grid.Height))} center center vertical maxrows 1 Left reverse samplen 2.2 width 2

            """);
        bool hasBoth = ConditionsPicture.HasBoth(conditions);
        for (int model = 0; model < models; model++)
        {
            string name = report.Models[model].Name;
            script.Append(grid.Margins(model));
            script.Append(CultureInfo.InvariantCulture, $"set title {GnuplotText.Quote(name)} font 'DejaVu Sans Bold,10.5' textcolor rgb '#222222' offset 0,-0.6\n");
            script.Append(model == 0 ? $"set ytics ({marks}) scale 0 nomirror font 'DejaVu Sans,9'\n{(label.Length > 0 ? $"set ylabel {GnuplotText.Quote(label)} offset 0.8,0\n" : "")}" : "unset ytics\nunset ylabel\n");

            // From the back, the top row, to the front.
            List<string> plots = [];
            for (int row = rows - 1; row >= 0; row--)
            {
                string colour = conditions[row].IsHeldOut ? HeldOutFill : TrainedFill;
                if (conditions[row].Models[model] is not null)
                    plots.Add($"data skip 1 index {rows + (model * rows) + row} using 3:($5+$4/{GnuplotText.Number(top / rise)}):5 with filledcurves lc rgb '{colour}' notitle");
                plots.Add($"data skip 1 index {row} using 3:($5+$4/{GnuplotText.Number(top / rise)}) with lines lw 1.1 lc rgb '#111111' notitle");
            }

            if (model == 0)
            {
                plots.Add($"NaN with boxes fs solid 1 noborder lc rgb '{TrainedFill}' title '{(hasBoth ? "model, trained" : "model")}'");
                if (hasBoth)
                    plots.Add($"NaN with boxes fs solid 1 noborder lc rgb '{HeldOutFill}' title 'model, held out'");
                plots.Add($"NaN with lines lw 1.4 lc rgb '#111111' title '{(conditions[0].Density is null ? "data" : "exact")}'");
            }

            script.Append("plot ").AppendJoin(", \\\n     ", plots).Append('\n');
            if (model == 0)
            {
                GnuplotText.EndTitle(script);
                script.Append("unset key\n");
            }
        }

        return new PictureFiles(ConditionsPicture.Name, csv.ToString(), GnuplotText.End(script), grid.Width, grid.Height);
    }

    // One condition that takes values is named once, beside the axis.
    private static (string Label, string[] Given) Labels(IReadOnlyList<ConditionPanel> conditions)
    {
        string[] given = [.. conditions.Select(condition => condition.Given)];
        int equals = given[0].IndexOf(" = ", StringComparison.Ordinal);
        string name = equals < 0 ? "" : given[0][..(equals + 3)];
        return equals > 0 && given.All(text => text.StartsWith(name, StringComparison.Ordinal) && !text.Contains(", ", StringComparison.Ordinal))
            ? (given[0][..equals], [.. given.Select(text => text[name.Length..])])
            : ("", given);
    }

    private static List<(double X, double Density)> Truth(ConditionPanel condition, Axis axis) => condition.Density is { } density
        ? [.. Enumerable.Range(0, CurvePoints + 1).Select(i => axis.Lower + ((axis.Upper - axis.Lower) * i / CurvePoints)).Select(x => (x, density(x)))]
        : Histogram(condition.Target, axis);

    private static List<(double X, double Density)> Histogram(ReportSamples samples, Axis axis) =>
        [.. Histograms.Density(samples.Column(0), axis).Select((density, bin) => (axis.Centre(bin), density))];

    // What stands in front may cover a fill behind it, which goes on where it must be, but no line: the highest rise at which no ridge reaches the line behind.
    private static double Rise(IReadOnlyList<ConditionPanel> conditions, int models, Axis axis, double top)
    {
        double least = 1 / MostRise;
        for (int row = 0; row + 1 < conditions.Count; row++)
        {
            double[] behind = Bins(conditions[row + 1], axis), truth = Bins(conditions[row], axis);
            ReportSamples?[] drawn = [.. conditions[row].Models.Take(models)];
            foreach (double[] front in drawn.OfType<ReportSamples>().Select(samples => Histograms.Density(samples.Column(0), axis)).Append(truth))
            {
                for (int bin = 0; bin < axis.Bins; bin++)
                    least = Math.Max(least, (Math.Min(front[bin], MostPeak * top) - behind[bin]) / top);
            }
        }

        return 1 / least;
    }

    private static double[] Bins(ConditionPanel condition, Axis axis) => condition.Density is { } density
        ? [.. Enumerable.Range(0, axis.Bins).Select(bin => density(axis.Centre(bin)))]
        : Histograms.Density(condition.Target.Column(0), axis);

    private static void Write(CsvText csv, ConditionPanel condition, List<(double X, double Density)> points, int row, double top)
    {
        if (points.Count == 0)
            points = [(double.NaN, double.NaN)];
        foreach ((double x, double density) in points)
            csv.Add(condition.Given).Add(condition.IsHeldOut ? 1 : 0).Add(x).Add(Math.Min(density, MostPeak * top)).Add(row).EndRow();
        csv.EndBlock();
    }
}
