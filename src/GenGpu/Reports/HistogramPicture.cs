using System.Globalization;
using System.Text;

namespace GenGpu.Reports;

/// <summary>
/// Target and models side by side at the end of training. One dimension: bars with the target's exact law as a line. Two: heat maps
/// on one colour scale, or dots and circles where modes are narrower than cells. More: heat maps of the first two columns, and every column's histogram with the target as a filled area.
/// </summary>
public sealed class HistogramPicture : IPicture
{
    private const string Name = "classical_benchmark_comparison_hist";
    /// <summary>Bins per axis at most.</summary>
    internal const int MostBins = 64;

    private const int MostMarginals = 16;
    private const int FirstValue = 5;

    // Times the target's highest bar that a marginal's axis reaches.
    private const int MostPeak = 2;
    private const string Diverged = ", diverged";

    /// <inheritdoc/>
    public IEnumerable<PictureFiles> Describe(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (!report.Models.Any(model => model.FinalSamples is not null))
            yield break;
        ReportSamples?[] sets = [report.Target, .. report.Models.Select(model => model.FinalSamples)];
        string[] names = ["target", .. report.Models.Select(model => model.Name)];
        if (report.Modes.Count > 0)
        {
            string[] colours = [GnuplotText.TargetColour, .. report.Models.Select((_, index) => GnuplotText.Colour(index))];
            yield return ModeScatter.Describe(report, Name, report.SampleTitle, sets, names, colours, 2000, isLarge: true);
            yield break;
        }

        var csv = new CsvText(["panel", "x", "y", "target_exact", .. names]);
        if (report.Target.Dimensions == 1)
            yield return Bars(report, sets, names, csv);
        else
            yield return Maps(report, sets, names, csv);
    }

    private static PictureFiles Bars(RunReport report, ReportSamples?[] sets, string[] names, CsvText csv)
    {
        PanelData data = PanelData.OneColumn(report, 0, Histograms.BinsFor(report, MostBins), sets);
        double[]? exact = data.Exact(report);
        data.Write(csv, exact);
        data.WriteExactCurve(csv, report);
        int columns = PanelGrid.ColumnsFor(names.Length, 4);
        var grid = new PanelGrid(columns, (names.Length + columns - 1) / columns, columns > 3 ? 260 : 320, 250, 24, 60, 78, 22, 84, 58);
        StringBuilder script = GnuplotText.Begin(Name, grid.Width, grid.Height, report.SampleTitle);
        double top = Math.Max(data.Top(2), exact?.Max() ?? 0) * 1.08;
        bool binned = report.Categories is not null;
        script.Append(CultureInfo.InvariantCulture, $"""
            set xrange [{GnuplotText.Number(data.X.Lower)}:{GnuplotText.Number(data.X.Upper)}]
            set xtics {Ticks.Step(data.X.Lower, data.X.Upper, 6)} nomirror
            set yrange [0:{GnuplotText.Number(top)}]
            set ytics {Ticks.Step(0, top, 5)} nomirror
            set border 3
            set grid ytics lc rgb '#e6e6e6' lw 0.7 lt 1
            set boxwidth {GnuplotText.Number(data.X.Width * (binned ? 0.8 : 1))}
            set key at screen 0.5, screen {GnuplotText.Number(1 - (46.0 / grid.Height))} center center Left reverse samplen 1.8

            """);
        for (int i = 0; i < names.Length; i++)
        {
            string colour = i == 0 ? "#999999" : GnuplotText.Colour(i - 1);
            script.Append(grid.Margins(i));
            script.Append(i % columns == 0 ? $"set ylabel '{(binned ? "probability" : "density")}' offset 0.5,0\nset format y '%g'\n" : "unset ylabel\nset format y ''\n");
            script.Append(i + columns >= names.Length ? $"set xlabel {GnuplotText.Quote(report.ColumnNames[0])} offset 0,0.2\n" : "unset xlabel\n");
            script.Append(PanelTitle(names[i] + (sets[i] is null ? Diverged : data.Outside(i, binned)), i));
            List<string> plots = sets[i] is null
                ? ["NaN notitle"]
                : [$"data skip 1 index 0 using 2:{FirstValue + i} with boxes fs solid {(binned ? "0.65" : "0.55")} noborder lc rgb '{colour}' notitle"];
            if (exact is not null)
                plots.Add($"data skip 1 index {(binned ? "0 using 2:4 with points pt 7 ps 0.6" : "1 using 2:4 with lines lw 1.6")} lc rgb '#000000' {(i == 0 ? "title 'exact'" : "notitle")}");
            script.Append("plot ").AppendJoin(", \\\n     ", plots).Append('\n');
            if (i == 0)
                GnuplotText.EndTitle(script);
        }

        return new PictureFiles(Name, csv.ToString(), GnuplotText.End(script), grid.Width, grid.Height);
    }

    private static PictureFiles Maps(RunReport report, ReportSamples?[] sets, string[] names, CsvText csv)
    {
        PanelData pair = PanelData.TwoColumns(report, Histograms.BinsFor(report, MostBins), sets);
        pair.Write(csv);
        double top = pair.Top(1.5);

        // What is given is not learned: no marginals of it.
        int learned = report.Target.Dimensions - report.GivenColumns;
        int marginals = report.Target.Dimensions == 2 ? 0 : Math.Min(learned, MostMarginals);
        int columns = PanelGrid.ColumnsFor(names.Length, 4), rows = (names.Length + columns - 1) / columns;
        const int Side = 250, Left = 74;
        int barSpace = HeatMap.BarSpace(top);
        int mapHeight = 84 + (rows * Side) + ((rows - 1) * 36) + 58;
        int width = Left + (columns * Side) + ((columns - 1) * 22) + barSpace;
        int perRow = marginals == 0 ? 1 : PanelGrid.ColumnsFor(marginals, Math.Max(2, (width - Left) / 200));
        int marginalRows = (marginals + perRow - 1) / perRow;
        int marginalWidth = (width - Left - 22 - ((perRow - 1) * 44)) / perRow;
        int height = mapHeight + (marginals == 0 ? 0 : 26 + (marginalRows * 130) + ((marginalRows - 1) * 60) + 74);
        var grid = new PanelGrid(columns, rows, Side, Side, 22, 36, Left, barSpace, 84, height - mapHeight + 58);
        StringBuilder script = GnuplotText.Begin(Name, width, height, report.SampleTitle);
        HeatMap.Setup(script, pair, top);
        HeatMap.ColourBar(script, grid, top, pair.IsCapped(top) ? "density (capped)" : "density");
        for (int i = 0; i < names.Length; i++)
        {
            script.Append(grid.Margins(i)).Append(PanelTitle(names[i] + (sets[i] is null ? Diverged : pair.Outside(i, false)), i));
            script.Append(i % columns == 0 ? $"set ylabel {GnuplotText.Quote(report.ColumnNames[1])} offset 0.5,0\nset format y '%g'\n" : "unset ylabel\nset format y ''\n");
            script.Append(i + columns >= names.Length ? $"set xlabel {GnuplotText.Quote(report.ColumnNames[0])} offset 0,0.2\nset format x '%g'\n" : "unset xlabel\nset format x ''\n");
            script.Append(sets[i] is null ? "plot NaN notitle\n" : $"plot data skip 1 index 0 using 2:3:{FirstValue + i} with image notitle\n");
            if (i == 0)
            {
                GnuplotText.EndTitle(script);
                HeatMap.EndColourBar(script);
            }
        }

        if (marginals > 0)
        {
            var marginalGrid = new PanelGrid(perRow, marginalRows, marginalWidth, 130, 44, 60, Left, 22, mapHeight + 26, 74);
            Marginals(report, sets, names, csv, script, marginalGrid, marginals);
        }

        return new PictureFiles(Name, csv.ToString(), GnuplotText.End(script), width, height);
    }

    private static void Marginals(RunReport report, ReportSamples?[] sets, string[] names, CsvText csv, StringBuilder script, PanelGrid grid, int marginals)
    {
        double keyY = 1 - ((grid.Top - 20.0) / grid.Height);
        script.Append(CultureInfo.InvariantCulture, $"unset title\nset ylabel 'density' offset 2.4,0\nset border 1\nset tics front\nset format x '%g'\nset format y ''\nunset ytics\nset key at screen 0.5, screen {GnuplotText.Number(keyY)} center center vertical maxrows 1 Left reverse samplen 2.5 width 1\n");
        PanelData[] panels = [.. Enumerable.Range(0, marginals).Select(column => PanelData.OneColumn(report, column, Histograms.BinsFor(report, MostBins / 2), sets))];
        if (panels.Any(data => data.IsCapped(data.Top(MostPeak))))
            GnuplotText.Note(script, FormattableString.Invariant($"peaks of more than {MostPeak} times the target’s highest bar are cut off"), grid.Height);
        for (int column = 0; column < marginals; column++)
        {
            PanelData data = panels[column];
            data.Write(csv);
            if (column % grid.Columns == 0 && column > 0)
                script.Append("set ylabel 'density' offset 2.4,0\n");
            script.Append(grid.Margins(column));
            script.Append(CultureInfo.InvariantCulture, $"set xrange [{GnuplotText.Number(data.X.Lower)}:{GnuplotText.Number(data.X.Upper)}]\nset xtics {Ticks.Step(data.X.Lower, data.X.Upper, 4)} nomirror\nset yrange [0:{GnuplotText.Number(data.Top(MostPeak) * 1.05)}]\nset xlabel {GnuplotText.Quote(report.ColumnNames[column])} offset 0,0.4\n");
            List<string> plots = [$"data skip 1 index {column + 1} using 2:{FirstValue} with boxes fs solid 0.45 noborder lc rgb '#999999' title 'target'"];
            for (int i = 1; i < names.Length; i++)
            {
                if (sets[i] is not null)
                    plots.Add($"data skip 1 index {column + 1} using 2:{FirstValue + i} with histeps lw 1.4 dt {GnuplotText.Dash(i - 1)} lc rgb '{GnuplotText.Colour(i - 1)}' title {GnuplotText.Quote(names[i])}");
            }

            script.Append(CultureInfo.InvariantCulture, $"set boxwidth {GnuplotText.Number(data.X.Width)}\nplot ").AppendJoin(", \\\n     ", plots).Append('\n');
            script.Append("unset ylabel\n");
            if (column > 0)
                continue;
            script.Append("unset key\n");
            GnuplotText.EndNote(script);
        }
    }

    private static string PanelTitle(string name, int index) =>
        $"set title {GnuplotText.Quote(name)} font 'DejaVu Sans Bold,10.5' textcolor rgb '{(index == 0 ? GnuplotText.TargetColour : GnuplotText.Colour(index - 1))}' offset 0,-0.5\n";
}
