using System.Globalization;
using System.Text;
using GenGpu.Models.Energies;

namespace GenGpu.Reports.Energies;

/// <summary>
/// The density of the flow's samples beside that of the target. One coordinate: histograms over the exact curve. Two: heat maps on one colour scale, exact, flow, reweighted. More: heat maps
/// of the first two coordinates, and marginals of many.
/// </summary>
public sealed class DensityPicture : IEnergyPicture
{
    private const string Name = "density";
    private const int MostMarginals = 16;

    // All sites of a periodic lattice have the same law.
    private const int MostSites = 4;

    /// <inheritdoc/>
    public IEnumerable<PictureFiles> Describe(EnergyReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Samples is null)
            yield break;
        ExactDensity? exact = ExactDensity.Of(report.Law);
        yield return report.Law.Energy.Dimensions == 1 ? Line(report, exact) : Maps(report, exact);
    }

    private static PictureFiles Line(EnergyReport report, ExactDensity? exact)
    {
        var grid = new PanelGrid(1, 1, 680, 340, 0, 0, 84, 25, 82, 58);
        StringBuilder script = GnuplotText.Begin(Name, grid.Width, grid.Height, report.SampleTitle).Grid();
        var csv = new CsvText(MarginalPanels.Columns);
        new MarginalPanels(report, exact).Write(script, grid, csv, 1);
        return new PictureFiles(Name, csv.ToString(), GnuplotText.End(script), grid.Width, grid.Height);
    }

    private static PictureFiles Maps(EnergyReport report, ExactDensity? exact)
    {
        WeightedPoints flow = report.Samples!;
        int bins = Math.Clamp((int)(0.25 * Math.Sqrt(flow.Points.Count)), 24, 64);
        Axis x = EnergyAxes.Coordinate(report, exact, 0, bins), y = EnergyAxes.Coordinate(report, exact, 1, bins);
        List<(string Name, string Colour, double[] Density)> maps = [];
        if (exact is not null)
            maps.Add((EnergyStyle.Exact, EnergyStyle.ExactColour, exact.Cells(x, y)));
        else if (report.Target is { } target)
            maps.Add((EnergyStyle.Target, GnuplotText.TargetColour, WeightedHistograms.Density(target, [], x, y)));
        maps.Add((EnergyStyle.Flow, EnergyStyle.FlowColour, WeightedHistograms.Density(flow.Points, [], x, y)));
        maps.Add(($"{EnergyStyle.Reweighted}, {EnergyStyle.SampleSize(flow)}", EnergyStyle.ReweightedColour, WeightedHistograms.Density(flow.Points, flow.Weights.Span, x, y)));
        var data = new PanelData($"{report.ColumnNames[0]} x {report.ColumnNames[1]}", x, y, [.. maps.Select(map => map.Density)]);
        double top = data.Top(1.25);

        int marginals = Marginals(report.Law.Energy);
        const int Side = 270, Left = 74, Gap = 22, MapHeight = 84 + Side + 58;
        int barSpace = HeatMap.BarSpace(top);
        int width = Left + (maps.Count * Side) + ((maps.Count - 1) * Gap) + barSpace;
        int perRow = marginals == 0 ? 1 : PanelGrid.ColumnsFor(marginals, 4);
        int rows = (marginals + perRow - 1) / perRow;
        int height = MapHeight + (marginals == 0 ? 0 : 44 + (rows * 130) + ((rows - 1) * 60) + 58);
        var grid = new PanelGrid(maps.Count, 1, Side, Side, Gap, 0, Left, barSpace, 84, height - MapHeight + 58);
        StringBuilder script = GnuplotText.Begin(Name, width, height, report.SampleTitle);
        HeatMap.Setup(script, data, top);
        HeatMap.ColourBar(script, grid, top, data.IsCapped(top) ? "density (capped)" : "density");
        script.Append($"set xlabel {GnuplotText.Quote(report.ColumnNames[0])} offset 0,0.2\n");
        for (int i = 0; i < maps.Count; i++)
        {
            script.Append(grid.Margins(i)).Append(EnergyStyle.PanelTitle(maps[i].Name + data.Outside(i, false), maps[i].Colour));
            script.Append(i == 0 ? $"set ylabel {GnuplotText.Quote(report.ColumnNames[1])} offset 0.5,0\nset format y '%g'\n" : "unset ylabel\nset format y ''\n");
            script.Append(CultureInfo.InvariantCulture, $"plot data skip 1 index 0 using 2:3:{4 + i} with image notitle\n");
            if (i == 0)
            {
                GnuplotText.EndTitle(script);
                HeatMap.EndColourBar(script);
            }
        }

        string[] names = [.. maps.Select((map, i) => i == maps.Count - 1 ? EnergyStyle.Reweighted : map.Name)];
        var csv = new CsvText(["panel", "x", "y", .. names]);
        if (marginals > 0)
        {
            csv = new CsvText(["panel", "x", "y", .. names, .. MarginalPanels.Columns.Skip(2)]);
            Write(csv, data, MarginalPanels.Columns.Count - 2);
            int panelWidth = (width - Left - 30 - ((perRow - 1) * 44)) / perRow;
            var marginalGrid = new PanelGrid(perRow, rows, panelWidth, 130, 44, 60, Left, 30, MapHeight + 44, 58);
            new MarginalPanels(report, exact, padding: 1 + maps.Count).Write(script, marginalGrid, csv, marginals, firstBlock: 1);
        }
        else
        {
            Write(csv, data, 0);
        }

        return new PictureFiles(Name, csv.ToString(), GnuplotText.End(script), width, height);
    }

    private static int Marginals(Energy energy) =>
        energy.Dimensions == 2 ? 0 : Math.Min(energy.Dimensions, energy.Lattice is null ? MostMarginals : MostSites);

    private static void Write(CsvText csv, PanelData data, int padding)
    {
        for (int cell = 0; cell < data.Columns[0].Length; cell++)
        {
            csv.Add(data.Name).Add(data.X.Centre(cell % data.X.Bins)).Add(data.Y!.Value.Centre(cell / data.X.Bins));
            foreach (double[] column in data.Columns)
                csv.Add(column[cell]);
            for (int column = 0; column < padding; column++)
                csv.Add(double.NaN);
            csv.EndRow();
        }

        csv.EndBlock();
    }
}
