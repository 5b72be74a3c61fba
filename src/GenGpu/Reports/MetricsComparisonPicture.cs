using System.Globalization;
using System.Text;

namespace GenGpu.Reports;

/// <summary>KL divergence (left) and W1 (right) of all models against the training step, on logarithmic axes, each with its floor.</summary>
public sealed class MetricsComparisonPicture : IPicture
{
    private const string Name = "metrics_comparison";
    private const double LowestShare = 1e-3;

    /// <inheritdoc/>
    public IEnumerable<PictureFiles> Describe(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        ModelReport[] models = [.. report.Models.Where(model => model.Steps.Count > 0)];
        if (models.Length == 0)
            yield break;
        var grid = new PanelGrid(2, 1, 480, 340, 100, 0, 80, 25, 82, 58);
        StringBuilder script = GnuplotText.Begin(Name, grid.Width, grid.Height, models.Any(model => model.KlDivergence.HasRange) ? $"{report.Title}: median and range" : report.Title);
        script.Append(CultureInfo.InvariantCulture, $"""
            set logscale xy
            set grid xtics ytics lc rgb '#e6e6e6' lw 0.7 lt 1
            set xlabel 'training step' offset 0,0.2
            {StepAxis(models)}
            set key at screen 0.5, screen {GnuplotText.Number(1 - (56.0 / grid.Height))} center center vertical maxrows {GnuplotText.KeyRows(models.Length + 1)} Left reverse samplen 3.2 width 1

            """);
        Panel(script, grid, 0, $"{report.KlDivergenceName} / nats", models, model => model.KlDivergence, report.KlDivergenceFloor, firstColumn: 3);
        GnuplotText.EndTitle(script);
        script.Append("unset key\n");
        Panel(script, grid, 1, report.WassersteinName, models, model => model.Wasserstein, report.WassersteinFloor, firstColumn: 6);
        yield return new PictureFiles(Name, Csv(models), GnuplotText.End(script), grid.Width, grid.Height);
    }

    private static string Csv(ModelReport[] models)
    {
        var csv = new CsvText(["model", "step", "kld_median", "kld_low", "kld_high", "w1_median", "w1_low", "w1_high"]);
        foreach (ModelReport model in models)
        {
            for (int i = 0; i < model.Steps.Count; i++)
            {
                csv.Add(model.Name).Add(model.Steps[i]);
                foreach (MetricCurve curve in new[] { model.KlDivergence, model.Wasserstein })
                    csv.Add(Positive(curve.Median[i])).Add(Positive(curve.Low[i])).Add(Positive(curve.High[i]));
                csv.EndRow();
            }

            csv.EndBlock();
        }

        return csv.ToString();
    }

    // A logarithmic axis has no place for zero and less; the gap in the line says so.
    private static double Positive(double value) => double.IsFinite(value) && value > 0 ? value : double.NaN;

    private static string StepAxis(ModelReport[] models)
    {
        double lower = Math.Max(1, models.Min(model => model.Steps.FirstOrDefault(step => step > 0)));
        double upper = Math.Max(lower * 2, models.Max(model => model.Steps[^1]));
        return $"set xrange [{GnuplotText.Number(lower)}:{GnuplotText.Number(upper)}]\nset xtics {Ticks.Logarithmic(lower, upper, counts: true)}";
    }

    private static void Panel(StringBuilder script, PanelGrid grid, int panel, string label, ModelReport[] models, Func<ModelReport, MetricCurve> curve, MetricFloor? floor, int firstColumn)
    {
        double[] shown = [.. models.SelectMany(model => curve(model).Low.Concat(curve(model).High)).Append(floor?.Mean ?? double.NaN).Where(value => double.IsFinite(value) && value > 0)];
        (double lower, double upper) = shown.Length == 0 ? (0.1, 1) : (shown.Min() / 1.25, shown.Max() * 1.25);
        lower = Math.Max(lower, upper * LowestShare * LowestShare);
        script.Append(grid.Margins(panel));
        script.Append(CultureInfo.InvariantCulture, $"""
            set ylabel {GnuplotText.Quote(label)} offset 0.5,0
            set yrange [{GnuplotText.Number(lower)}:{GnuplotText.Number(upper)}]
            set ytics {Ticks.Logarithmic(lower, upper, counts: false)}
            unset object 1

            """);
        List<string> plots = [];
        for (int i = 0; i < models.Length; i++)
        {
            if (curve(models[i]).HasRange)
                plots.Add($"data skip 1 index {i} using 2:{firstColumn + 1}:{firstColumn + 2} with filledcurves fs transparent solid 0.18 noborder lc rgb '{GnuplotText.Colour(i)}' notitle");
        }

        for (int i = 0; i < models.Length; i++)
            plots.Add($"data skip 1 index {i} using 2:{firstColumn} with lines lw 1.6 dt {GnuplotText.Dash(i)} lc rgb '{GnuplotText.Colour(i)}' title {GnuplotText.Quote(models[i].Name)}");
        if (floor is { Mean: > 0 } && double.IsFinite(floor.Mean))
        {
            double low = Math.Max(floor.Mean - floor.StandardDeviation, lower), high = Math.Min(floor.Mean + floor.StandardDeviation, upper);
            if (high > low)
                script.Append(CultureInfo.InvariantCulture, $"set object 1 rectangle from graph 0, first {GnuplotText.Number(low)} to graph 1, first {GnuplotText.Number(high)} fs transparent solid 0.30 noborder fc rgb '#999999' behind\n");
            plots.Add($"{GnuplotText.Number(floor.Mean)} with lines lw 1.4 dt (10,6) lc rgb '#000000' title 'floor (a perfect model)'");
        }

        script.Append("plot ").AppendJoin(", \\\n     ", plots).Append('\n');
    }
}
