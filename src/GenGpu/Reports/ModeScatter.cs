using System.Globalization;
using System.Text;

namespace GenGpu.Reports;

/// <summary>
/// Panels for planar targets whose modes are narrower than a cell of a heat map, which would show eight single cells and nothing of a model that blurs them: samples as dots, and around each mode a circle whose area is
/// the share of the samples around it (nearest to it, and within half the way to the next), so that dots on top of each other still count. A mode that a model leaves out is a cross without a circle.
/// </summary>
internal static class ModeScatter
{
    private const double Margin = 0.2;

    // Of the distance between the nearest modes, for a mode with as many samples as there should be: neighbours stay apart up to four times the share.
    private const double Radius = 0.22;

    /// <summary>Describes a picture with one panel per set of samples.</summary>
    /// <param name="report">What is drawn; has modes.</param>
    /// <param name="name">Name of the picture.</param>
    /// <param name="title">The line above it.</param>
    /// <param name="sets">The target's samples, then those of the other panels; null for an empty one.</param>
    /// <param name="names">One title per panel.</param>
    /// <param name="colours">One colour per panel.</param>
    /// <param name="most">Dots per panel.</param>
    /// <param name="isLarge">Few large panels, or many small ones.</param>
    public static PictureFiles Describe(RunReport report, string name, string title, ReportSamples?[] sets, string[] names, string[] colours, int most, bool isLarge)
    {
        IReadOnlyList<(double X, double Y)> modes = report.Modes;
        int columns = PanelGrid.ColumnsFor(names.Length, isLarge ? 4 : 7);
        int rows = (names.Length + columns - 1) / columns;
        PanelGrid grid = isLarge ? new(columns, rows, 250, 250, 22, 36, 74, 22, 84, 88) : new(columns, rows, 138, 138, 10, 26, 66, 20, 66, 82);
        (double lower, double upper)[] axes = Axes(modes);
        double[] reach = Reach(modes);
        var csv = new CsvText(["panel", "x", "y", "share"]);
        StringBuilder script = GnuplotText.Begin(name, grid.Width, grid.Height, title);
        script.Append(CultureInfo.InvariantCulture, $"""
            set xrange [{GnuplotText.Number(axes[0].lower)}:{GnuplotText.Number(axes[0].upper)}]
            set yrange [{GnuplotText.Number(axes[1].lower)}:{GnuplotText.Number(axes[1].upper)}]
            set xtics {Ticks.Step(axes[0].lower, axes[0].upper, 5)} nomirror out font 'DejaVu Sans,{(isLarge ? "10" : "8.5")}'
            set ytics {Ticks.Step(axes[1].lower, axes[1].upper, 5)} nomirror out font 'DejaVu Sans,{(isLarge ? "10" : "8.5")}'
            radius(share) = {GnuplotText.Number(Radius * 2 * reach.Min())} * sqrt(share * {modes.Count})

            """);
        GnuplotText.Note(script, FormattableString.Invariant($"dots: {most} samples; area of a circle: share of all samples around that mode; cross: a mode"), grid.Height);
        for (int i = 0; i < names.Length; i++)
        {
            Write(csv, names[i], sets[i], modes, reach, most);
            string outside = Outside(sets[i], axes);
            script.Append(grid.Margins(i));
            script.Append(CultureInfo.InvariantCulture, $"set title {GnuplotText.Quote(names[i] + (isLarge ? outside : ""))} font 'DejaVu Sans{(isLarge || i == 0 ? " Bold" : "")},{(isLarge ? "10.5" : "9.5")}' textcolor rgb '{colours[i]}' offset 0,-0.6\n");
            script.Append(i % columns == 0 ? $"set ylabel {GnuplotText.Quote(report.ColumnNames[1])} offset 0.5,0\nset format y '%g'\n" : "unset ylabel\nset format y ''\n");
            script.Append(i + columns >= names.Length ? $"set xlabel {GnuplotText.Quote(report.ColumnNames[0])} offset 0,0.3\nset format x '%g'\n" : "unset xlabel\nset format x ''\n");
            script.Append(CultureInfo.InvariantCulture, $"""
                plot data skip 1 index {(2 * i) + 1} using 2:3:(radius($4)) with circles fs transparent solid 0.3 noborder lc rgb '{colours[i]}' notitle, \
                     data skip 1 index {(2 * i) + 1} using 2:3 with points pt 1 ps {(isLarge ? "0.7" : "0.5")} lc rgb '#888888' notitle, \
                     data skip 1 index {2 * i} using 2:3 with points pt 7 ps {(isLarge ? "0.22" : "0.15")} lc rgb '{colours[i]}' notitle

                """);
            if (i == 0)
            {
                GnuplotText.EndTitle(script);
                GnuplotText.EndNote(script);
            }
        }

        return new PictureFiles(name, csv.ToString(), GnuplotText.End(script), grid.Width, grid.Height);
    }

    /// <summary>The share of samples around each mode.</summary>
    internal static double[] Shares(ReportSamples samples, IReadOnlyList<(double X, double Y)> modes)
    {
        double[] reach = Reach(modes);
        double[] counts = new double[modes.Count];
        ReadOnlySpan<float> x = samples.Column(0), y = samples.Column(1);
        for (int sample = 0; sample < x.Length; sample++)
        {
            int nearest = -1;
            double least = double.PositiveInfinity;
            for (int mode = 0; mode < modes.Count; mode++)
            {
                double distance = Math.Sqrt(Square(x[sample] - modes[mode].X) + Square(y[sample] - modes[mode].Y));
                if (distance < least)
                    (nearest, least) = (mode, distance);
            }

            if (nearest >= 0 && least <= reach[nearest])
                counts[nearest]++;
        }

        return [.. counts.Select(count => count / samples.Count)];
    }

    private static void Write(CsvText csv, string name, ReportSamples? samples, IReadOnlyList<(double X, double Y)> modes, double[] reach, int most)
    {
        for (int sample = 0; sample < Math.Min(most, samples?.Count ?? 1); sample++)
        {
            csv.Add(name).Add(samples?.Column(0)[sample] ?? double.NaN).Add(samples?.Column(1)[sample] ?? double.NaN).Add(double.NaN);
            csv.EndRow();
        }

        csv.EndBlock();
        double[]? shares = samples is null ? null : Shares(samples, modes);
        for (int mode = 0; mode < reach.Length; mode++)
        {
            csv.Add($"{name} (modes)").Add(modes[mode].X).Add(modes[mode].Y).Add(shares?[mode] ?? 0);
            csv.EndRow();
        }

        csv.EndBlock();
    }

    /// <summary>Two axes of the same length around the modes.</summary>
    private static (double Lower, double Upper)[] Axes(IReadOnlyList<(double X, double Y)> modes)
    {
        (double Lower, double Upper)[] ends = [(modes.Min(m => m.X), modes.Max(m => m.X)), (modes.Min(m => m.Y), modes.Max(m => m.Y))];
        double half = (0.5 + Margin) * ends.Max(end => end.Upper - end.Lower);
        return [.. ends.Select(end => (((end.Lower + end.Upper) / 2) - half, ((end.Lower + end.Upper) / 2) + half))];
    }

    /// <summary>Half the way from each mode to the nearest other one.</summary>
    private static double[] Reach(IReadOnlyList<(double X, double Y)> modes) =>
        [.. modes.Select((mode, index) => modes.Where((_, other) => other != index).Min(other => Math.Sqrt(Square(mode.X - other.X) + Square(mode.Y - other.Y))) / 2)];

    private static string Outside(ReportSamples? samples, (double Lower, double Upper)[] axes)
    {
        if (samples is null)
            return "";
        int outside = 0;
        for (int sample = 0; sample < samples.Count; sample++)
        {
            float x = samples.Column(0)[sample], y = samples.Column(1)[sample];
            outside += x >= axes[0].Lower && x <= axes[0].Upper && y >= axes[1].Lower && y <= axes[1].Upper ? 0 : 1;
        }

        double share = 100.0 * outside / samples.Count;
        return share < 0.5 ? "" : FormattableString.Invariant($", {share:0.#} % outside");
    }

    private static double Square(double x) => x * x;
}
