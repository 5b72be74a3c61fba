using System.Globalization;
using System.Text;

namespace GenGpu.Reports.Energies;

/// <summary>Panels with the density of one coordinate each: samples of the target as an area, the flow raw and reweighted as lines, the exact curve where it is known.</summary>
/// <param name="report">The data, with samples of the flow.</param>
/// <param name="exact">The exact density, or null.</param>
/// <param name="padding">Columns of the CSV between x and the densities that belong to other panels.</param>
internal sealed class MarginalPanels(EnergyReport report, ExactDensity? exact, int padding = 0)
{
    private const int Bins = 64;

    // Panels are narrow where there are many.
    private const int WideBins = 100;

    /// <summary>Columns of the CSV without those of other panels.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["panel", "x", "target_density", "flow_density", "reweighted_density", "exact_density"];

    /// <summary>Writes the data and draws the panels.</summary>
    /// <param name="script">The script.</param>
    /// <param name="grid">Where the panels stand.</param>
    /// <param name="csv">The data.</param>
    /// <param name="count">Number of coordinates to show.</param>
    /// <param name="firstBlock">Blocks that the CSV holds already.</param>
    public void Write(StringBuilder script, PanelGrid grid, CsvText csv, int count, int firstBlock = 0)
    {
        double keyY = 1 - ((grid.Top - 26.0) / grid.Height);
        script.Append("unset title\nset border 3\nset tics front\nset format x '%g'\nset format y '%g'\n");
        script.Append(CultureInfo.InvariantCulture, $"set key at screen 0.5, screen {GnuplotText.Number(keyY)} center center vertical maxrows 1 Left reverse samplen 3 width 1\n");
        int block = firstBlock;
        for (int column = 0; column < count; column++)
        {
            Axis axis = EnergyAxes.Coordinate(report, exact, column, count == 1 ? WideBins : Bins);
            (double[]? target, double[] flow, double[] reweighted) = Histograms(column, axis);
            Block(csv, column, axis, target, flow, reweighted);
            double top = Math.Max(target?.Max() ?? 0, Math.Max(flow.Max(), Math.Min(reweighted.Max(), 2 * Math.Max(flow.Max(), target?.Max() ?? 0))));
            int histogram = block++;
            int curve = -1;
            if (exact is not null)
            {
                top = Math.Max(top, Curve(csv, column, axis));
                curve = block++;
            }

            top = top > 0 ? 1.06 * top : 1;
            script.Append(grid.Margins(column));
            script.Append(CultureInfo.InvariantCulture, $"set xrange [{GnuplotText.Number(axis.Lower)}:{GnuplotText.Number(axis.Upper)}]\nset xtics {Ticks.Step(axis.Lower, axis.Upper, count == 1 ? 8 : 4)} nomirror\n");
            script.Append(EnergyStyle.Range('y', 0, top, count == 1 ? 5 : 3));
            script.Append(column % grid.Columns == 0 ? "set ylabel 'density' offset 0.5,0\n" : "unset ylabel\n");
            script.Append(CultureInfo.InvariantCulture, $"set xlabel {GnuplotText.Quote(report.ColumnNames[column])} offset 0,0.4\nset boxwidth {GnuplotText.Number(axis.Width)}\n");
            script.Plot(Plots(histogram, curve, target is not null));
            GnuplotText.EndTitle(script);
            script.Append("unset key\n");
        }
    }

    private IEnumerable<string> Plots(int histogram, int curve, bool hasTarget)
    {
        int first = 3 + padding;
        if (hasTarget)
            yield return $"data skip 1 index {histogram} using 2:{first} with boxes fs solid 0.45 noborder lc rgb '{EnergyStyle.TargetFill}' title '{EnergyStyle.Target}'";
        yield return $"data skip 1 index {histogram} using 2:{first + 1} with histeps lw 1.4 lc rgb '{EnergyStyle.FlowColour}' title '{EnergyStyle.Flow}'";
        yield return $"data skip 1 index {histogram} using 2:{first + 2} with histeps lw 1.4 lc rgb '{EnergyStyle.ReweightedColour}' title '{EnergyStyle.Reweighted}'";
        if (curve >= 0)
            yield return $"data skip 1 index {curve} using 2:{first + 3} with lines lw 1.4 lc rgb '{EnergyStyle.ExactColour}' title '{EnergyStyle.Exact}'";
    }

    private (double[]? Target, double[] Flow, double[] Reweighted) Histograms(int column, Axis axis)
    {
        WeightedPoints samples = report.Samples!;
        return (
            report.Target is { } target ? WeightedHistograms.Density(target.Column(column), [], axis).Density : null,
            WeightedHistograms.Density(samples.Points.Column(column), [], axis).Density,
            WeightedHistograms.Density(samples.Points.Column(column), samples.Weights.Span, axis).Density);
    }

    private void Block(CsvText csv, int column, Axis axis, double[]? target, double[] flow, double[] reweighted)
    {
        for (int bin = 0; bin < axis.Bins; bin++)
        {
            Begin(csv, report.ColumnNames[column], axis.Centre(bin));
            csv.Add(target?[bin] ?? double.NaN).Add(flow[bin]).Add(reweighted[bin]).Add(double.NaN).EndRow();
        }

        csv.EndBlock();
    }

    private double Curve(CsvText csv, int column, Axis axis)
    {
        (double[] points, double[] density) = exact!.Marginal(column);
        for (int i = 0; i < points.Length; i++)
        {
            if (points[i] < axis.Lower || points[i] > axis.Upper)
                continue;
            Begin(csv, $"{report.ColumnNames[column]} (exact)", points[i]);
            csv.Add(double.NaN).Add(double.NaN).Add(double.NaN).Add(density[i]).EndRow();
        }

        csv.EndBlock();
        return density.Max();
    }

    private void Begin(CsvText csv, string name, double x)
    {
        csv.Add(name).Add(x);
        for (int column = 0; column < padding; column++)
            csv.Add(double.NaN);
    }
}
