using System.Globalization;
using System.Text;

namespace GenGpu.Reports;

/// <summary>The decoder's mean over its two latents: one panel per output, colours with contour lines.</summary>
public sealed class LatentManifoldPicture : IPicture
{
    private const string Name = "vae_latent_manifold_sweep";
    private const int MostPanels = 16;
    private const int Side = 280;

    // Room for the title.
    private const int LoneSide = 340;

    /// <inheritdoc/>
    public IEnumerable<PictureFiles> Describe(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Manifold is not { } manifold)
            yield break;
        int outputs = manifold.OutputNames.Count;
        int panels = Math.Min(outputs, MostPanels);
        int columns = PanelGrid.ColumnsFor(panels, 4);
        int side = panels == 1 ? LoneSide : Side;
        var grid = new PanelGrid(columns, (panels + columns - 1) / columns, side, side, 112, 92, 62, 86, 74, 56);
        StringBuilder script = GnuplotText.Begin(Name, grid.Width, grid.Height, $"VAE decoder mean: {report.SampleTitle}");
        string range = $"[{GnuplotText.Number(manifold.Lower)}:{GnuplotText.Number(manifold.Upper)}]";
        script.Append(CultureInfo.InvariantCulture, $"""
            set xrange {range}
            set yrange {range}
            set contour base
            set cntrparam levels auto 8
            set cntrparam order 4
            set view map
            unset clabel

            """);
        for (int output = 0; output < panels; output++)
            Panel(script, grid, manifold, output);
        yield return new PictureFiles(Name, Csv(manifold), GnuplotText.End(script), grid.Width, grid.Height);
    }

    private static void Panel(StringBuilder script, PanelGrid grid, LatentManifold manifold, int output)
    {
        int points = manifold.PointsPerAxis * manifold.PointsPerAxis;
        float[] values = [.. manifold.Means.Span.Slice(output * points, points).ToArray().Where(float.IsFinite)];
        (double lower, double upper) = values.Length == 0 ? (0, 1) : (values.Min(), values.Max());

        // A decoder that ignores its latents gives one colour, not a scale of rounding errors.
        double least = 1e-6 * Math.Max(1, Math.Abs(lower));
        if (upper - lower < least)
            (lower, upper) = (lower - least, upper + least);
        int left = grid.Left + (output % grid.Columns * (grid.PanelWidth + grid.GapX)) + grid.PanelWidth + 12;
        int bottom = grid.Height - grid.Top - grid.PanelHeight - (output / grid.Columns * (grid.PanelHeight + grid.GapY));
        string step = Ticks.Step(manifold.Lower, manifold.Upper, 6);
        script.Append(grid.Margins(output));
        script.Append(CultureInfo.InvariantCulture, $"""
            set title {GnuplotText.Quote(manifold.OutputNames[output])} font 'DejaVu Sans Bold,10.5' offset 0,-0.5
            set xlabel 'z₁' offset 0,0.3; set ylabel 'z₂' offset 1,0
            set border; set xtics {step} nomirror out; set ytics {step} nomirror out
            set cbrange [{GnuplotText.Number(lower)}:{GnuplotText.Number(upper)}]
            set cbtics {Ticks.Step(lower, upper, 5)} scale 0.3
            set colorbox user origin screen {(double)left / grid.Width:F5}, screen {(double)bottom / grid.Height:F5} size screen {14.0 / grid.Width:F5}, screen {(double)grid.PanelHeight / grid.Height:F5} noborder
            plot data skip 1 using 1:2:{3 + output} with image notitle
            unset label 1000; unset title; unset xlabel; unset ylabel; unset xtics; unset ytics; unset border; unset colorbox
            splot data skip 1 using 1:2:{3 + output} with lines nosurface lc rgb '#50ffffff' lw 0.9 notitle

            """);
    }

    private static string Csv(LatentManifold manifold)
    {
        int side = manifold.PointsPerAxis, points = side * side;
        ReadOnlySpan<float> means = manifold.Means.Span;
        var csv = new CsvText(["z1", "z2", .. manifold.OutputNames]);
        double step = (manifold.Upper - manifold.Lower) / (side - 1);
        for (int point = 0; point < points; point++)
        {
            csv.Add(manifold.Lower + (point % side * step)).Add(manifold.Lower + (point / side * step));
            for (int output = 0; output < manifold.OutputNames.Count; output++)
                csv.Add(means[(output * points) + point]);
            csv.EndRow();
            if (point % side == side - 1)
                csv.EndScan();
        }

        return csv.ToString();
    }
}
