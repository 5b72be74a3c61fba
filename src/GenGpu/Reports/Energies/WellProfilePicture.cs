using System.Text;

namespace GenGpu.Reports.Energies;

/// <summary>
/// Free-energy profiles -log p(x) / beta along coordinates: raw, reweighted with error bars, and exact by quadrature in one and two dimensions, else of samples of the target where there are some. All share
/// one zero, the lowest point of the exact profile or of what stands in for it, so that they may be compared.
/// </summary>
public sealed class WellProfilePicture : IEnergyPicture
{
    private const string Name = "well_profile";
    private const int MostPanels = 4;
    private const int Bins = 60;

    // Bins with fewer samples say nothing.
    private const double LeastSamples = 3;

    // Reduced energies above the lowest point beyond which profiles are cut off.
    private const double MostHeight = 12;

    /// <inheritdoc/>
    public IEnumerable<PictureFiles> Describe(EnergyReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Samples is not { } flow)
            yield break;
        int dimensions = report.Law.Energy.Dimensions;
        int panels = dimensions <= MostPanels ? dimensions : 1;
        int columns = panels == 1 ? 1 : 2;
        ExactDensity? exact = ExactDensity.Of(report.Law);
        var grid = new PanelGrid(columns, (panels + columns - 1) / columns, panels == 1 ? 680 : 420, panels == 1 ? 340 : 280, 78, 62, 84, 25, 82, 58);
        StringBuilder script = GnuplotText.Begin(Name, grid.Width, grid.Height, report.SampleTitle).Grid();
        script.Append(EnergyStyle.Key(grid.Height)).Append(EnergyStyle.SampleSizeLabel(flow)).Append("set bars 0.5\n").Append(EnergyStyle.Gaps);
        var csv = new CsvText(["coordinate", "x", "flow", "reweighted", "reweighted_error", "target", "exact"]);
        int block = 0;
        for (int panel = 0; panel < panels; panel++)
        {
            Panel(report, exact, panel, csv, script, grid, block);
            block += exact is null ? 1 : 2;
            if (panel > 0)
                continue;
            GnuplotText.EndTitle(script);
            script.Append("unset key\nunset label 1001\n");
        }

        yield return new PictureFiles(Name, csv.ToString(), GnuplotText.End(script), grid.Width, grid.Height);
    }

    private static void Panel(EnergyReport report, ExactDensity? exact, int column, CsvText csv, StringBuilder script, PanelGrid grid, int block)
    {
        WeightedPoints flow = report.Samples!;
        double beta = report.Law.Beta;
        string name = report.ColumnNames[column];
        Axis axis = EnergyAxes.Coordinate(report, exact, column, Bins);
        double least = LeastSamples / (flow.Points.Count * axis.Width);
        (double[] raw, _) = WeightedHistograms.Density(flow.Points.Column(column), [], axis);
        (double[] reweighted, double[] error) = WeightedHistograms.Density(flow.Points.Column(column), flow.Weights.Span, axis);
        (double[] points, double[] density) = exact?.Marginal(column) ?? ([], []);
        ReportSamples? samples = exact is null ? report.Target : null;
        double[]? target = samples is null ? null : WeightedHistograms.Density(samples.Column(column), [], axis).Density;
        double zero = -Math.Log((exact is null ? target ?? reweighted : density).Max()) / beta;
        double[] rawProfile = Profile(raw, raw, least, beta, zero), profile = Profile(reweighted, raw, least, beta, zero);
        double[]? targetProfile = target is null ? null : Profile(target, target, LeastSamples / (samples!.Count * axis.Width), beta, zero);
        for (int bin = 0; bin < axis.Bins; bin++)
            csv.Add(name).Add(axis.Centre(bin)).Add(rawProfile[bin]).Add(profile[bin]).Add(error[bin] / (reweighted[bin] * beta)).Add(targetProfile?[bin] ?? double.NaN).Add(double.NaN).EndRow();
        csv.EndBlock();
        List<double> shown = [.. rawProfile, .. profile, .. targetProfile ?? []];
        if (exact is not null)
        {
            for (int i = 0; i < points.Length; i++)
            {
                if (points[i] < axis.Lower || points[i] > axis.Upper || density[i] <= 0)
                    continue;
                double value = (-Math.Log(density[i]) / beta) - zero;
                csv.Add(name + " (exact)").Add(points[i]).Add(double.NaN).Add(double.NaN).Add(double.NaN).Add(double.NaN).Add(value).EndRow();
                shown.Add(value);
            }

            csv.EndBlock();
        }

        double[] finite = [.. shown.Where(double.IsFinite)];
        double top = Math.Max(finite.Length == 0 ? 1 : Math.Min(finite.Max(), MostHeight / beta), 0.5 / beta), bottom = Math.Max(finite.Length == 0 ? 0 : finite.Min(), -top);
        script.Append(grid.Margins(column)).Append(EnergyStyle.Range('x', axis.Lower, axis.Upper, grid.Columns == 1 ? 8 : 6));
        script.Append(EnergyStyle.Range('y', Math.Min(bottom, 0) - (0.06 * top), 1.06 * top, 5));
        script.Append($"set xlabel {GnuplotText.Quote(name)} offset 0,0.2\nset ylabel {GnuplotText.Quote($"−log p({name}) / β, units of U")} offset 0.5,0\n");
        List<string> plots = [];
        if (exact is not null)
            plots.Add($"data skip 1 index {block + 1} using 2:7 with lines lw 1.6 lc rgb '{EnergyStyle.ExactColour}' title '{EnergyStyle.Exact}'");
        if (targetProfile is not null)
            plots.Add($"data skip 1 index {block} using 2:6 with lines lw 1.6 lc rgb '{EnergyStyle.TargetFill}' title '{EnergyStyle.Target}'");
        plots.Add($"data skip 1 index {block} using 2:3 with points pt 6 ps 0.75 lw 1.2 lc rgb '{EnergyStyle.FlowColour}' title '{EnergyStyle.Flow}'");
        plots.Add($"data skip 1 index {block} using 2:4:5 with yerrorbars pt 7 ps 0.5 lw 1.2 lc rgb '{EnergyStyle.ReweightedColour}' title '{EnergyStyle.Reweighted}'");
        script.Plot(plots);
    }

    private static double[] Profile(double[] density, double[] raw, double least, double beta, double zero) =>
        [.. density.Select((value, bin) => value > 0 && raw[bin] >= least ? (-Math.Log(value) / beta) - zero : double.NaN)];
}
