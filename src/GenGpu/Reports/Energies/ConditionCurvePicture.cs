using System.Text;
using GenGpu.Training;

namespace GenGpu.Reports.Energies;

/// <summary>A flow over the interval of its condition: variational and estimated free energy beside the exact one (left), effective sample size (right).</summary>
public sealed class ConditionCurvePicture : IEnergyPicture
{
    private const string Name = "condition_curve";

    /// <inheritdoc/>
    public IEnumerable<PictureFiles> Describe(EnergyReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Condition is not { Points.Count: > 0 } curve)
            yield break;
        bool hasExact = curve.Points.Any(point => point.Exact is not null);
        var grid = new PanelGrid(2, 1, 480, 340, 100, 0, 84, 25, 82, 58);
        StringBuilder script = GnuplotText.Begin(Name, grid.Width, grid.Height, report.ConditionTitle).Grid();
        (double first, double last) = (curve.Points[0].Value, curve.Points[^1].Value);
        string label = curve.IsBeta ? "inverse temperature β" : curve.Name;
        script.Append(EnergyStyle.Key(grid.Height)).Append($"set bars 0.6\nset xlabel {GnuplotText.Quote(label)} offset 0,0.2\n");
        script.Append(curve.IsBeta
            ? $"set logscale x\nset xrange [{GnuplotText.Number(first)}:{GnuplotText.Number(last)}]\nset xtics {Ticks.Logarithmic(first, last, counts: false)}\n"
            : EnergyStyle.Range('x', first, last, 6));

        double[] shown = [.. curve.Points.SelectMany(point => new[] { point.BetaF, -point.LogZ, -point.Exact ?? double.NaN }.Select(value => value / point.Beta)).Where(double.IsFinite)];
        (double low, double high) = shown.Length == 0 ? (-1, 1) : (shown.Min(), shown.Max());
        double margin = high > low ? 0.08 * (high - low) : 1;
        script.Append(grid.Margins(0)).Append(EnergyStyle.Range('y', low - margin, high + margin, 6)).Append("set ylabel 'free energy / units of U' offset 0.5,0\n");
        List<string> plots = [];
        if (hasExact)
            plots.Add($"data skip 1 using 1:6 with lines lw 1.6 lc rgb '{EnergyStyle.ExactColour}' title '−log Z / β, exact'");
        plots.Add($"data skip 1 using 1:2:3 with yerrorbars pt 6 ps 1.1 lw 1.2 lc rgb '{EnergyStyle.FlowColour}' title 'F of the flow'");
        plots.Add($"data skip 1 using 1:4:5 with yerrorbars pt 7 ps 0.6 lw 1.2 lc rgb '{EnergyStyle.ReweightedColour}' title '−log Z / β, estimated'");
        script.Plot(plots);
        GnuplotText.EndTitle(script);
        script.Append(grid.Margins(1)).Append("unset key\nset yrange [0:1.02]\nset ytics 0.2 nomirror\nset ylabel 'reverse effective sample size, ESS/N' offset 0.5,0\n");
        script.Append($"plot data skip 1 using 1:7 with linespoints pt 7 ps 0.8 lw 1.6 lc rgb '{EnergyStyle.FlowColour}' notitle\n");
        yield return new PictureFiles(Name, Csv(curve), GnuplotText.End(script), grid.Width, grid.Height);
    }

    private static string Csv(ConditionCurve curve)
    {
        var csv = new CsvText([curve.Name, "F", "F_error", "minus_logZ_over_beta", "minus_logZ_over_beta_error", "exact", "ess"]);
        foreach (ConditionPoint point in curve.Points)
        {
            csv.Add(point.Value).Add(point.BetaF / point.Beta).Add(point.BetaFError / point.Beta).Add(-point.LogZ / point.Beta).Add(point.Error / point.Beta);
            csv.Add(-point.Exact / point.Beta ?? double.NaN).Add(point.Ess).EndRow();
        }

        return csv.ToString();
    }
}
