using System.Text;

namespace GenGpu.Reports.Energies;

/// <summary>beta F (left, with the exact -log Z) and effective sample sizes (right) against the training step: median and range over seeds.</summary>
public sealed class FreeEnergyPicture : IEnergyPicture
{
    private const string Name = "free_energy";

    // What comes before would squeeze the rest into a line: untrained flows may begin at thousands.
    private const double BeginShare = 0.1;

    /// <inheritdoc/>
    public IEnumerable<PictureFiles> Describe(EnergyReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        EnergyCurves curves = report.Curves;
        if (curves.Steps.Count == 0)
            yield break;
        var grid = new PanelGrid(2, 1, 480, 340, 100, 0, 84, 25, 82, 58);
        StringBuilder script = GnuplotText.Begin(Name, grid.Width, grid.Height, report.Title).Grid().Append(EnergyStyle.Gaps);
        double first = Math.Max(1, curves.Steps.FirstOrDefault(step => step > 0)), last = Math.Max(2 * first, curves.Steps[^1]);
        script.Append($"set logscale x\nset xrange [{GnuplotText.Number(first)}:{GnuplotText.Number(last)}]\nset xtics {Ticks.Logarithmic(first, last, counts: true)}\n");
        script.Append("set xlabel 'training step' offset 0,0.2\n").Append(EnergyStyle.Key(grid.Height));

        // Keys of both panels stand in one row above them, so each panel has its half.
        double? exact = -report.Law.LogPartition;
        (double lower, double upper) = Reach(curves, exact);
        script.Append(grid.Margins(0)).Append(Key(grid, 0)).Append("set ylabel 'variational free energy βF / nats' offset 0.5,0\n").Append(EnergyStyle.Range('y', lower, upper, 6));
        List<string> plots = [.. Curve(curves.FreeEnergy, 2, EnergyStyle.FlowColour, "solid", curves.FreeEnergy.HasRange ? "βF, median and range over seeds" : "βF of the flow")];
        if (exact is { } known)
            plots.Add($"{GnuplotText.Number(known)} with lines lw 1.4 dt (10,6) lc rgb '{EnergyStyle.ExactColour}' title '−log Z = {EnergyStyle.Figure(known)} (exact)'");
        script.Plot(plots);
        GnuplotText.EndTitle(script);
        script.Append(grid.Margins(1)).Append(Key(grid, 1)).Append("set ylabel 'effective sample size, ESS/N' offset 0.5,0\nset yrange [0:1.02]\nset ytics 0.2 nomirror\n");
        plots = [.. Curve(curves.ReverseSampleSize, 5, EnergyStyle.FlowColour, GnuplotText.Dash(0), "reverse ESS")];
        if (curves.ForwardSampleSize is { } forward)
            plots.AddRange(Curve(forward, 8, EnergyStyle.ReweightedColour, GnuplotText.Dash(1), "forward ESS"));
        script.Plot(plots);
        yield return new PictureFiles(Name, Csv(curves, exact), GnuplotText.End(script), grid.Width, grid.Height);
    }

    private static string Key(PanelGrid grid, int panel) =>
        FormattableString.Invariant($"set key at screen {(grid.Left + (panel * (grid.PanelWidth + grid.GapX)) + (grid.PanelWidth / 2.0)) / grid.Width:F5}, screen {1 - (56.0 / grid.Height):F5} center center vertical maxrows 1 Left reverse samplen 3 width 1\n");

    private static IEnumerable<string> Curve(MetricCurve curve, int column, string colour, string dash, string title)
    {
        if (curve.HasRange)
            yield return $"data skip 1 using 1:{column + 1}:{column + 2} with filledcurves fs transparent solid 0.18 noborder lc rgb '{colour}' notitle";
        yield return $"data skip 1 using 1:{column} with {(curve.Median.Count > 1 ? "lines" : "points pt 7")} lw 1.6 {(curve.Median.Count > 1 ? $"dt {dash} " : "")}lc rgb '{colour}' title {GnuplotText.Quote(title)}";
    }

    private static (double Lower, double Upper) Reach(EnergyCurves curves, double? exact)
    {
        List<double> shown = exact is { } known ? [known] : [];
        for (int i = 0; i < curves.Steps.Count; i++)
        {
            if (curves.Steps[i] >= BeginShare * curves.Steps[^1])
                shown.AddRange([curves.FreeEnergy.Median[i], curves.FreeEnergy.Low[i]]);
        }

        double[] finite = [.. shown.Where(double.IsFinite)];
        if (finite.Length == 0)
            return (-1, 1);
        (double lower, double upper) = (finite.Min(), finite.Max());
        double width = Math.Max(upper - lower, 1e-3 * Math.Max(1, Math.Abs(upper)));
        return (lower - (0.08 * width), upper + (0.6 * width));
    }

    private static string Csv(EnergyCurves curves, double? exact)
    {
        var csv = new CsvText(["step", "betaF_median", "betaF_low", "betaF_high", "ess_median", "ess_low", "ess_high", "forwardEss_median", "forwardEss_low", "forwardEss_high", "minus_logZ_exact"]);
        for (int i = 0; i < curves.Steps.Count; i++)
        {
            csv.Add(curves.Steps[i]);
            foreach (MetricCurve? curve in new[] { curves.FreeEnergy, curves.ReverseSampleSize, curves.ForwardSampleSize })
                csv.Add(curve?.Median[i] ?? double.NaN).Add(curve?.Low[i] ?? double.NaN).Add(curve?.High[i] ?? double.NaN);
            csv.Add(exact ?? double.NaN).EndRow();
        }

        return csv.ToString();
    }
}
