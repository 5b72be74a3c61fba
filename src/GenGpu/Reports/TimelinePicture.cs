using System.Globalization;
using System.Text;

namespace GenGpu.Reports;

/// <summary>One picture per model: the target and the model's samples at each stage of training, as small multiples on one scale.</summary>
public sealed class TimelinePicture : IPicture
{
    private const int MostBins = 48;
    private const int FirstValue = 5;
    private const double LeastOutside = 0.05;

    /// <summary>What the histograms of a one-dimensional target are compared with.</summary>
    private enum Reference
    {
        Target,
        ExactCurve,
        ExactMasses,
    }

    /// <inheritdoc/>
    public IEnumerable<PictureFiles> Describe(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < report.Models.Count; i++)
        {
            if (report.Models[i].Snapshots.Count == 0)
                continue;
            string name = "timeline_" + GnuplotText.FileName(report.Models[i].Name);
            for (int copy = 2; !taken.Add(name); copy++)
                name = FormattableString.Invariant($"timeline_{GnuplotText.FileName(report.Models[i].Name)}_{copy}");
            yield return Timeline(report, report.Models[i], name, GnuplotText.Colour(i));
        }
    }

    private static PictureFiles Timeline(RunReport report, ModelReport model, string name, string colour)
    {
        bool maps = report.Target.Dimensions > 1;
        ReportSamples?[] sets = [report.Target, .. model.Snapshots.Select(snapshot => snapshot.Samples)];
        string[] names = ["target", .. model.Snapshots.Select(snapshot => FormattableString.Invariant($"{snapshot.Percent:0.##} %"))];
        if (report.Modes.Count > 0)
            return ModeScatter.Describe(report, name, $"{model.Name} during training: {report.SampleTitle}", sets, names, [GnuplotText.TargetColour, .. model.Snapshots.Select(_ => colour)], 500, isLarge: false);
        int bins = Histograms.BinsFor(report, MostBins);
        PanelData data = maps ? PanelData.TwoColumns(report, bins, sets) : PanelData.OneColumn(report, 0, bins, sets);
        double[]? exact = data.Exact(report);
        var csv = new CsvText(["panel", "x", "y", "target_exact", .. names]);
        data.Write(csv, exact);
        data.WriteExactCurve(csv, report);

        int columns = PanelGrid.ColumnsFor(names.Length, 7), rows = (names.Length + columns - 1) / columns;
        double top = maps ? data.Top(1.5) : Math.Max(data.Top(1.6), exact?.Max() ?? 0) * 1.05;
        var grid = new PanelGrid(columns, rows, 138, maps ? 138 : 112, 10, 26, 66, maps ? HeatMap.BarSpace(top) : 20, 66, maps ? 52 : 72);
        Reference reference = exact is null ? Reference.Target : report.Categories is null ? Reference.ExactCurve : Reference.ExactMasses;
        StringBuilder script = GnuplotText.Begin(name, grid.Width, grid.Height, $"{model.Name} during training: {report.SampleTitle}");
        if (maps)
        {
            HeatMap.Setup(script, data, top);
            HeatMap.ColourBar(script, grid, top, data.IsCapped(top) ? "density (capped)" : "density");
        }
        else
        {
            GnuplotText.Note(script, Note(reference) + (data.IsCapped(top) ? "; higher bars are cut off" : ""), grid.Height);
            script.Append(CultureInfo.InvariantCulture, $"""
                set xrange [{GnuplotText.Number(data.X.Lower)}:{GnuplotText.Number(data.X.Upper)}]
                set yrange [0:{GnuplotText.Number(top)}]
                set boxwidth {GnuplotText.Number(data.X.Width)}
                set border 3

                """);
        }

        double stepY = maps ? data.Y!.Value.Upper - data.Y!.Value.Lower : top;
        double startY = maps ? data.Y!.Value.Lower : 0;
        script.Append($"set xtics {Ticks.Step(data.X.Lower, data.X.Upper, 4)} nomirror out\nset ytics {Ticks.Step(startY, startY + stepY, maps ? 4 : 3)} nomirror out\nset tics font 'DejaVu Sans,8.5'\n");
        for (int i = 0; i < names.Length; i++)
        {
            bool left = i % columns == 0, last = i + columns >= names.Length;
            string vertical = maps ? report.ColumnNames[1] : report.Categories is null ? "density" : "probability";
            script.Append(grid.Margins(i));
            script.Append(CultureInfo.InvariantCulture, $"set title {GnuplotText.Quote(names[i] + Outside(data, i, report))} font 'DejaVu Sans{(i == 0 ? " Bold" : "")},9.5' textcolor rgb '{(i == 0 ? GnuplotText.TargetColour : colour)}' offset 0,-0.75\n");
            script.Append(left ? $"set ylabel {GnuplotText.Quote(vertical)} offset 0.4,0 font 'DejaVu Sans,9'\nset format y '%g'\n" : "unset ylabel\nset format y ''\n");
            script.Append(last ? $"set xlabel {GnuplotText.Quote(report.ColumnNames[0])} offset 0,0.4 font 'DejaVu Sans,9'\nset format x '%g'\n" : "unset xlabel\nset format x ''\n");
            script.Append(Plot(i, maps, reference, colour));
            if (i == 0)
            {
                GnuplotText.EndTitle(script);
                if (maps)
                    HeatMap.EndColourBar(script);
                else
                    GnuplotText.EndNote(script);
            }
        }

        return new PictureFiles(name, csv.ToString(), GnuplotText.End(script), grid.Width, grid.Height);
    }

    private static string Note(Reference reference) => reference switch
    {
        Reference.ExactCurve => "black line: exact density",
        Reference.ExactMasses => "black dots: exact probabilities",
        _ => "black line: the target’s histogram",
    };

    // A panel without bars is not a model without samples.
    private static string Outside(PanelData data, int panel, RunReport report) =>
        report.Categories is null && data.ShareOutside(panel) is >= LeastOutside and double share ? FormattableString.Invariant($", {100 * share:0} % outside") : "";

    private static string Plot(int panel, bool maps, Reference reference, string colour)
    {
        if (maps)
            return $"plot data skip 1 using 2:3:{FirstValue + panel} with image notitle\n";

        // Without an exact law the target's own histogram is the line to compare with.
        string line = reference switch
        {
            Reference.ExactCurve => "data skip 1 index 1 using 2:4 with lines lw 1.1",
            Reference.ExactMasses => "data skip 1 index 0 using 2:4 with points pt 7 ps 0.35",
            _ => $"data skip 1 index 0 using 2:{FirstValue} with histeps lw 1.1",
        };
        return $"plot data skip 1 index 0 using 2:{FirstValue + panel} with boxes fs solid 0.6 noborder lc rgb '{(panel == 0 ? "#999999" : colour)}' notitle, {line} lc rgb '#000000' notitle\n";
    }
}
