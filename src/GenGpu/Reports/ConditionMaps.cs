using System.Globalization;
using System.Text;

namespace GenGpu.Reports;

/// <summary>Panels of the first two coordinates: a row for the truth and one per model, a column per condition.</summary>
internal static class ConditionMaps
{
    private const int MostBins = 56;
    private const int MostColumns = 8;
    private const int MostInTurns = 6;
    private const int Side = 158;

    /// <summary>The picture.</summary>
    /// <param name="report">A report with conditions of several coordinates.</param>
    public static PictureFiles Draw(RunReport report)
    {
        ConditionPanel[] shown = Shown(report.Conditions);
        int bins = Math.Clamp((int)(0.6 * Math.Sqrt(shown.Min(panel => panel.Target.Count))), 12, MostBins);
        Axis x = ConditionsPicture.AxisOf(report, 0, bins), y = ConditionsPicture.AxisOf(report, 1, bins);
        string[] names = ["target", .. report.Models.Select(model => model.Name)];
        IConditionCells cells = ConditionDots.IsNeeded(shown, x, y) ? new ConditionDots(shown, names, x, y) : new ConditionDensities(shown, names, x, y);
        var grid = new PanelGrid(shown.Length, names.Length, Side, Side, 10, 10, 96, 24, 92, 54 + cells.Below);
        StringBuilder script = GnuplotText.Begin(ConditionsPicture.Name, grid.Width, grid.Height, report.SampleTitle);
        GnuplotText.Note(script, cells.Note, grid.Height);
        script.Append(CultureInfo.InvariantCulture, $"""
            set xrange [{GnuplotText.Number(x.Lower)}:{GnuplotText.Number(x.Upper)}]
            set yrange [{GnuplotText.Number(y.Lower)}:{GnuplotText.Number(y.Upper)}]
            set xtics {Ticks.Step(x.Lower, x.Upper, 5)} nomirror out
            set ytics {Ticks.Step(y.Lower, y.Upper, 5)} nomirror out
            set tics font 'DejaVu Sans,8.5'
            unset colorbox

            """);
        bool hasBoth = ConditionsPicture.HasBoth(shown);
        if (hasBoth)
            script.Append(CultureInfo.InvariantCulture, $"set label 1002 'trained there' at screen 0.5, screen {GnuplotText.Number(1 - (44.0 / grid.Height))} right offset -1.5,0 textcolor rgb '{ConditionsPicture.TrainedColour}' font 'DejaVu Sans,9.5'\nset label 1005 'held out' at screen 0.5, screen {GnuplotText.Number(1 - (44.0 / grid.Height))} left offset 1.5,0 textcolor rgb '{ConditionsPicture.HeldOutColour}' font 'DejaVu Sans,9.5'\n");
        for (int panel = 0; panel < names.Length * shown.Length; panel++)
        {
            (int row, int column) = (panel / shown.Length, panel % shown.Length);
            script.Append(grid.Margins(panel));
            string colour = !hasBoth ? "#222222" : shown[column].IsHeldOut ? ConditionsPicture.HeldOutColour : ConditionsPicture.TrainedColour;
            script.Append(row == 0 ? $"set title {GnuplotText.Quote(shown[column].Given)} font 'DejaVu Sans Bold,{(shown.Max(panel => panel.Given.Length) > 16 ? "8.5" : "9.5")}' textcolor rgb '{colour}' offset 0,-0.7\n" : "unset title\n");
            script.Append(column == 0 ? $"set label 1003 {GnuplotText.Quote(names[row])} at graph -0.5, graph 0.5 center rotate by 90 font 'DejaVu Sans Bold,10.5' textcolor rgb '{(row == 0 ? GnuplotText.TargetColour : "#222222")}'\nset ylabel {GnuplotText.Quote(report.ConditionColumns[1])} offset -0.4,0\nset format y '%g'\n" : "unset label 1003\nunset ylabel\nset format y ''\n");
            script.Append(row == names.Length - 1 ? $"set xlabel {GnuplotText.Quote(report.ConditionColumns[0])} offset 0,0.5\nset format x '%g'\n" : "unset xlabel\nset format x ''\n");
            script.Append(row > 0 && shown[column].Models[row - 1] is null
                ? "set label 1006 'diverged' at graph 0.5, graph 0.5 center textcolor rgb '#4d4d4d'\nplot NaN notitle\nunset label 1006\n"
                : cells.Plot(grid, row, column));
            if (panel > 0)
                continue;
            GnuplotText.EndTitle(script);
            GnuplotText.EndNote(script);
            script.Append("unset label 1002\nunset label 1005\n");
        }

        return new PictureFiles(ConditionsPicture.Name, cells.Csv, GnuplotText.End(script), grid.Width, grid.Height);
    }

    // Spread over all conditions; where every second one was held out, in turns.
    private static ConditionPanel[] Shown(IReadOnlyList<ConditionPanel> panels)
    {
        bool hasBoth = ConditionsPicture.HasBoth(panels);
        int most = hasBoth ? MostInTurns : MostColumns;
        if (panels.Count <= most)
            return [.. panels];
        if (!hasBoth)
            return [.. Enumerable.Range(0, most).Select(column => panels[column * (panels.Count - 1) / (most - 1)])];
        int step = (panels.Count - 1) / (most - 1);
        step -= step % 2 == 0 && step > 1 ? 1 : 0;
        return [.. Enumerable.Range(0, most).Select(column => panels[column * step])];
    }
}
