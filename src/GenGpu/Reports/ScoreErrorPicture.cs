using System.Globalization;
using System.Text;
using GenGpu.Models.Diffusion;

namespace GenGpu.Reports;

/// <summary>The error of a diffusion model's score over the noise steps, beside that of the Gaussian with the target's moments.</summary>
public sealed class ScoreErrorPicture : IPicture
{
    private const string Name = "score_error";

    // At the last steps all is noise and the Gaussian's error vanishes.
    private const double LowestShare = 1e-3;

    /// <inheritdoc/>
    public IEnumerable<PictureFiles> Describe(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        IReadOnlyList<ScoreError> errors = report.ScoreErrors;
        if (errors.Count < 2)
            yield break;
        var grid = new PanelGrid(1, 1, 620, 340, 100, 0, 84, 25, 82, 78);
        double[] shown = [.. errors.SelectMany(error => new[] { error.Error, error.GaussianError }).Where(value => double.IsFinite(value) && value > 0)];
        (double lower, double upper) = shown.Length == 0 ? (0.1, 1) : (Math.Max(shown.Min(), LowestShare * shown.Max()) / 1.25, shown.Max() * 1.25);
        StringBuilder script = GnuplotText.Begin(Name, grid.Width, grid.Height, report.SampleTitle);
        script.Append(CultureInfo.InvariantCulture, $"""
            set logscale xy
            set grid xtics ytics lc rgb '#e6e6e6' lw 0.7 lt 1
            set xrange [{errors[0].Time}:{errors[^1].Time}]
            set xtics {Ticks.Logarithmic(errors[0].Time, errors[^1].Time, counts: true)}
            set xlabel 'noise step t (1: least noise)' offset 0,0.2
            set yrange [{GnuplotText.Number(lower)}:{GnuplotText.Number(upper)}]
            set ytics {Ticks.Logarithmic(lower, upper, counts: false)}
            set ylabel 'RMS error of the score, in units of 1/σₜ' offset 0.5,0
            set key at screen 0.5, screen {GnuplotText.Number(1 - (56.0 / grid.Height))} center center vertical maxrows 1 Left reverse samplen 3.2 width 1

            """);
        GnuplotText.Note(script, "σₜ √(E‖s(xₜ, t) − ∇log qₜ(xₜ)‖² / D), σₜ² = 1 − ᾱₜ: the RMS error of the predicted noise ε, whose standard deviation is 1", grid.Height);
        script.Append(grid.Margins(0));
        script.Append(CultureInfo.InvariantCulture, $"""
            plot data skip 1 using 1:3 with linespoints pt 7 ps 0.5 lw 1.6 lc rgb '{GnuplotText.Colour(0)}' title 'DIFFUSION', \
                 data skip 1 using 1:4 with lines lw 1.4 dt (10,6) lc rgb '{GnuplotText.TargetColour}' title 'Gaussian with the target’s moments'

            """);
        yield return new PictureFiles(Name, Csv(errors), GnuplotText.End(script), grid.Width, grid.Height);
    }

    private static string Csv(IReadOnlyList<ScoreError> errors)
    {
        var csv = new CsvText(["t", "alphaBar", "error", "gaussian_error"]);
        foreach (ScoreError error in errors)
            csv.Add(error.Time).Add(error.AlphaBar).Add(error.Error).Add(error.GaussianError).EndRow();
        return csv.ToString();
    }
}
