using System.Globalization;
using System.Text;

namespace GenGpu.Reports;

/// <summary>What heat maps of densities have in common.</summary>
internal static class HeatMap
{
    private const int BarGap = 16;
    private const int BarWidth = 14;

    /// <summary>Axes and colour scale from 0 to <paramref name="top"/>.</summary>
    public static void Setup(StringBuilder script, PanelData data, double top)
    {
        Axis x = data.X, y = data.Y!.Value;
        script.Append(CultureInfo.InvariantCulture, $"""
            set xrange [{GnuplotText.Number(x.Lower)}:{GnuplotText.Number(x.Upper)}]
            set yrange [{GnuplotText.Number(y.Lower)}:{GnuplotText.Number(y.Upper)}]
            set xtics {Ticks.Step(x.Lower, x.Upper, 5)} nomirror out
            set ytics {Ticks.Step(y.Lower, y.Upper, 5)} nomirror out
            set cbrange [0:{GnuplotText.Number(top)}]

            """);
    }

    /// <summary>Pixels that a grid leaves at its right for the bar, its numbers and its label: small densities have long numbers.</summary>
    /// <param name="top">The upper end of the scale.</param>
    public static int BarSpace(double top) => LabelPlace(top) + 18;

    /// <summary>One colour bar right of all panels, for the next plot.</summary>
    public static void ColourBar(StringBuilder script, PanelGrid grid, double top, string label)
    {
        double left = (double)(grid.Width - grid.Right + BarGap) / grid.Width;
        double bottom = (double)grid.Bottom / grid.Height;
        double height = 1 - ((double)(grid.Top + grid.Bottom) / grid.Height);

        // gnuplot guesses how far its own label must stand off the numbers, and cuts it off at the edge.
        script.Append(CultureInfo.InvariantCulture, $"""
            set colorbox user origin screen {left:F5}, screen {bottom:F5} size screen {(double)BarWidth / grid.Width:F5}, screen {height:F5} noborder
            set cbtics {Ticks.Step(0, top, 5)} scale 0.3
            set label 1004 {GnuplotText.Quote(label)} at screen {(double)(grid.Width - grid.Right + LabelPlace(top)) / grid.Width:F5}, screen {bottom + (height / 2):F5} center rotate by 90

            """);
    }

    /// <summary>The bar and its label belong to one plot only.</summary>
    public static void EndColourBar(StringBuilder script) => script.Append("unset colorbox\nunset label 1004\n");

    // Pixels from the panels to the middle of the label; a digit is about seven wide.
    private static int LabelPlace(double top) => BarGap + BarWidth + 26 + (7 * Ticks.Letters(0, top, Ticks.Step(0, top, 5)));
}
