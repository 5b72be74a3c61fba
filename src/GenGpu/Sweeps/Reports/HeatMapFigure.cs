using System.Globalization;
using System.Text;
using GenGpu.Reports;

namespace GenGpu.Sweeps.Reports;

/// <summary>The figure over two keys, one panel per family and target; where other keys differ as well, a cell shows their best value.</summary>
internal static class HeatMapFigure
{
    private const int MostPanels = 9;
    private const int MostLabelled = 120;

    /// <summary>The picture, or null where no two keys differ.</summary>
    public static PictureFiles? Describe(SweepTable table, ReportAxes? axes)
    {
        if (axes is null)
            return null;
        IGrouping<string, ConfigurationGroup>[] panels = [.. table.Groups.Where(group => group.Values.Count > 0 && axes.PlaceOf(table, group) is not null).GroupBy(group => $"{SweepPanels.Model(table, group)}, {SweepPanels.Target(table, group)}").Take(MostPanels)];
        if (panels.Length == 0)
            return null;
        double?[][,] cells = [.. panels.Select(panel => Cells(table, axes, panel))];
        double[] values = [.. cells.SelectMany(panel => panel.Cast<double?>()).OfType<double>().Where(double.IsFinite)];
        bool logarithmic = values.Length > 0 && values.Min() > 0 && values.Max() > 3 * values.Min();
        int letters = axes.XValues.Max(value => Label(value).Length);
        int width = Math.Clamp(axes.XValues.Count * Math.Max(58, 4 + (8 * letters)), 240, 620), height = Math.Clamp(axes.YValues.Count * 30, 160, 520);
        bool turned = letters * 8 > width / axes.XValues.Count;
        int below = turned ? 46 + (6 * letters) : 58;
        int columns = PanelGrid.ColumnsFor(panels.Length, width > 400 ? 2 : 3), left = 30 + (7 * axes.YValues.Max(value => Label(value).Length));
        var grid = new PanelGrid(columns, (panels.Length + columns - 1) / columns, width, height, left + 24, below + 34, left + 36, 110, 84, below);
        const string name = "heat_map";
        StringBuilder script = GnuplotText.Begin(name, grid.Width, grid.Height, $"{MetricNames.Label(table.Metric)}, median over seeds ({table.List.Name})");
        script.Append(CultureInfo.InvariantCulture, $"""
            set xrange [-0.5:{axes.XValues.Count - 0.5}]
            set yrange [-0.5:{axes.YValues.Count - 0.5}]
            set xtics ({Labels(axes.XValues)}) nomirror out {(turned ? "rotate by -45" : "norotate")}
            set ytics ({Labels(axes.YValues)}) nomirror out
            set label 1003 {GnuplotText.Quote(axes.X)} at graph 0.5, graph {-(below - 14.0) / height:F5} center
            set ylabel {GnuplotText.Quote(axes.Y)}
            {(values.Length == 0 ? "" : $"set cbrange [{GnuplotText.Number(values.Min())}:{GnuplotText.Number(values.Max() > values.Min() ? values.Max() : values.Min() + 1e-9)}]")}
            {(logarithmic ? $"set logscale cb\nset cbtics {Ticks.Logarithmic(values.Min(), values.Max(), counts: false)} scale 0.3" : "set cbtics scale 0.3")}

            """);
        for (int panel = 0; panel < panels.Length; panel++)
        {
            script.Append(grid.Margins(panel));
            script.Append(CultureInfo.InvariantCulture, $"set title {GnuplotText.Quote(panels[panel].Key)} offset 0,-0.6\n");
            if (panel == panels.Length - 1)
                script.Append(CultureInfo.InvariantCulture, $"set colorbox user origin screen {(double)(grid.Width - grid.Right + 18) / grid.Width:F5}, screen {(double)grid.Bottom / grid.Height:F5} size screen {14.0 / grid.Width:F5}, screen {1 - ((double)(grid.Top + grid.Bottom) / grid.Height):F5} noborder\nset label 1004 {GnuplotText.Quote(MetricNames.Label(table.Metric))} at screen {(grid.Width - 28.0) / grid.Width:F5}, screen {0.5 * (1 + ((double)(grid.Bottom - grid.Top) / grid.Height)):F5} center rotate by 90\n");
            else
                script.Append("unset colorbox\n");
            bool labelled = axes.XValues.Count * axes.YValues.Count <= MostLabelled;
            script.Append(CultureInfo.InvariantCulture, $"plot data skip 1 index {panel} using 1:2:($1-0.5):($1+0.5):($2-0.5):($2+0.5):3 with boxxyerror fillcolor palette fillstyle solid noborder{(labelled ? $", data skip 1 index {panel} using 1:2:(strcol(3) eq 'NaN' ? '' : sprintf('%.3g', $3)):($3 > {GnuplotText.Number(logarithmic ? Math.Sqrt(values.Min() * values.Max()) : (values.Min() + values.Max()) / 2)} ? 0x222222 : 0xffffff) with labels font ',8' tc rgb variable" : "")}\n");
            GnuplotText.EndTitle(script);
        }

        return new PictureFiles(name, Csv(axes, panels, cells), GnuplotText.End(script), grid.Width, grid.Height);
    }

    private static double?[,] Cells(SweepTable table, ReportAxes axes, IEnumerable<ConfigurationGroup> groups)
    {
        var cells = new double?[axes.YValues.Count, axes.XValues.Count];
        foreach (ConfigurationGroup group in groups)
        {
            (int column, int row) = axes.PlaceOf(table, group)!.Value;
            if (cells[row, column] is not { } best || group.Median < best)
                cells[row, column] = group.Median;
        }

        return cells;
    }

    private static string Csv(ReportAxes axes, IGrouping<string, ConfigurationGroup>[] panels, double?[][,] cells)
    {
        var csv = new CsvText(["column", "row", "value", axes.X, axes.Y, "panel"]);
        for (int panel = 0; panel < panels.Length; panel++)
        {
            for (int row = 0; row < axes.YValues.Count; row++)
            {
                for (int column = 0; column < axes.XValues.Count; column++)
                {
                    csv.Add(column).Add(row).Add(cells[panel][row, column] ?? double.NaN).Add(axes.XValues[column]).Add(axes.YValues[row]).Add(panels[panel].Key);
                    csv.EndRow();
                }
            }

            csv.EndBlock();
        }

        return csv.ToString();
    }

    private static string Labels(IReadOnlyList<string> values) => string.Join(", ", values.Select((value, index) => FormattableString.Invariant($"{GnuplotText.Quote(Label(value))} {index}")));

    // Three digits of a number, twelve letters of a word; the data have all.
    private static string Label(string value) => value.Length > 7 && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        ? number.ToString("G3", CultureInfo.InvariantCulture)
        : value.Length > 12 ? value[..11] + "…" : value;
}
