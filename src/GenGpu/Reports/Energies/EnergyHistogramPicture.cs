using System.Text;

namespace GenGpu.Reports.Energies;

/// <summary>Histogram of beta U: the flow's samples, raw and reweighted, and samples of the target where there are some.</summary>
public sealed class EnergyHistogramPicture : IEnergyPicture
{
    private const string Name = "energy_histogram";
    private const int MostBins = 100;

    /// <inheritdoc/>
    public IEnumerable<PictureFiles> Describe(EnergyReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Samples is not { } flow)
            yield break;
        Axis axis = EnergyAxes.Energy(report, Math.Clamp((int)Math.Sqrt(flow.Points.Count), 16, MostBins));
        double[] raw = WeightedHistograms.Density(flow.ReducedEnergies.Span, [], axis).Density;
        double[] reweighted = WeightedHistograms.Density(flow.ReducedEnergies.Span, flow.Weights.Span, axis).Density;
        double[]? target = report.TargetReducedEnergies.IsEmpty ? null : WeightedHistograms.Density(report.TargetReducedEnergies.Span, [], axis).Density;
        var csv = new CsvText(["betaU", "target_density", "flow_density", "reweighted_density"]);
        for (int bin = 0; bin < axis.Bins; bin++)
            csv.Add(axis.Centre(bin)).Add(target?[bin] ?? double.NaN).Add(raw[bin]).Add(reweighted[bin]).EndRow();

        var grid = new PanelGrid(1, 1, 680, 340, 0, 0, 84, 25, 82, 58);
        StringBuilder script = GnuplotText.Begin(Name, grid.Width, grid.Height, report.SampleTitle).Grid();
        double top = Math.Max(target?.Max() ?? 0, Math.Max(raw.Max(), Math.Min(reweighted.Max(), 2 * Math.Max(raw.Max(), target?.Max() ?? 0))));
        script.Append(grid.Margins(0)).Append(EnergyStyle.Key(grid.Height)).Append(EnergyStyle.SampleSizeLabel(flow));
        script.Append(EnergyStyle.Range('x', axis.Lower, axis.Upper, 8)).Append(EnergyStyle.Range('y', 0, top > 0 ? 1.06 * top : 1, 5));
        script.Append($"set border 3\nset xlabel 'βU' offset 0,0.2\nset ylabel 'density' offset 0.5,0\nset boxwidth {GnuplotText.Number(axis.Width)}\n");
        List<string> plots = [];
        if (target is not null)
            plots.Add($"data skip 1 using 1:2 with boxes fs solid 0.45 noborder lc rgb '{EnergyStyle.TargetFill}' title '{EnergyStyle.Target}'");
        plots.Add($"data skip 1 using 1:3 with {(target is null ? "boxes fs solid 0.35 noborder" : "histeps lw 1.4")} lc rgb '{EnergyStyle.FlowColour}' title '{EnergyStyle.Flow + Outside(raw, axis)}'");
        plots.Add($"data skip 1 using 1:4 with histeps lw 1.6 lc rgb '{EnergyStyle.ReweightedColour}' title '{EnergyStyle.Reweighted + Outside(reweighted, axis)}'");
        script.Plot(plots);
        yield return new PictureFiles(Name, csv.ToString(), GnuplotText.End(script), grid.Width, grid.Height);
    }

    private static string Outside(double[] density, Axis axis) => new PanelData(Name, axis, null, [density]).Outside(0, false);
}
