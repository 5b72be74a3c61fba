using System.Globalization;
using System.Text;

namespace GenGpu.Reports;

/// <summary>What heat maps of densities have in common.</summary>
internal static class HeatMap
{
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

    /// <summary>One colour bar right of all panels, for the next plot.</summary>
    public static void ColourBar(StringBuilder script, PanelGrid grid, double top, string label)
    {
        double left = (double)(grid.Width - grid.Right + 16) / grid.Width;
        double bottom = (double)grid.Bottom / grid.Height;
        double height = 1 - ((double)(grid.Top + grid.Bottom) / grid.Height);
        script.Append(CultureInfo.InvariantCulture, $"""
            set colorbox user origin screen {left:F5}, screen {bottom:F5} size screen {14.0 / grid.Width:F5}, screen {height:F5} noborder
            set cbtics {Ticks.Step(0, top, 5)} scale 0.3
            set cblabel {GnuplotText.Quote(label)} offset {(Ticks.Step(0, top, 5).Length > 3 ? "0.9" : "0.2")},0

            """);
    }
}
