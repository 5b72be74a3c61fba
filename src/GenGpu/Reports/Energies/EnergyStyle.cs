using System.Globalization;
using System.Text;

namespace GenGpu.Reports.Energies;

/// <summary>Names and colours that the pictures of energies share.</summary>
internal static class EnergyStyle
{
    /// <summary>The flow's own samples.</summary>
    public const string Flow = "flow";

    /// <summary>The flow's samples with their weights.</summary>
    public const string Reweighted = "flow, reweighted";

    /// <summary>Samples of the target.</summary>
    public const string Target = "target samples";

    /// <summary>What is known without samples.</summary>
    public const string Exact = "exact";

    /// <summary>Colour of exact lines.</summary>
    public const string ExactColour = "#000000";

    /// <summary>Fill of the target's histogram.</summary>
    public const string TargetFill = "#999999";

    /// <summary>Colour of the flow.</summary>
    public static string FlowColour => GnuplotText.Colour(0);

    /// <summary>Colour of the reweighted flow.</summary>
    public static string ReweightedColour => GnuplotText.Colour(1);

    /// <summary>One row of keys under the title.</summary>
    public static string Key(int height) =>
        $"set key at screen 0.5, screen {GnuplotText.Number(1 - (56.0 / height))} center center vertical maxrows 1 Left reverse samplen 3 width 1\n";

    /// <summary>Lets lines break where values are not known; with a mark for missing values gnuplot would join what is left.</summary>
    public const string Gaps = "set datafile missing\n";

    /// <summary>Title of a panel.</summary>
    public static string PanelTitle(string text, string colour) =>
        $"set title {GnuplotText.Quote(text)} font 'DejaVu Sans Bold,10.5' textcolor rgb '{colour}' offset 0,-0.5\n";

    /// <summary>A number in a text, with a typographic minus, and none before a zero.</summary>
    public static string Figure(double value) => (Math.Round(value, 4) + 0.0).ToString("0.####", CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>The reverse effective sample size per sample, which says how far the noise of reweighted figures is to be trusted.</summary>
    public static string SampleSize(WeightedPoints flow) => $"ESS/N {Ticks.Figure(flow.EffectiveSampleFraction)}";

    /// <summary>The same above the right end of the next plots.</summary>
    public static string SampleSizeLabel(WeightedPoints flow) =>
        $"set label 1001 {GnuplotText.Quote(SampleSize(flow))} at graph 1, graph 1.035 right font 'DejaVu Sans,9' textcolor rgb '{ReweightedColour}' front\n";

    /// <summary>Light lines behind the data.</summary>
    public static StringBuilder Grid(this StringBuilder script) => script.Append("set grid xtics ytics lc rgb '#e6e6e6' lw 0.7 lt 1\n");

    /// <summary>Adds the curves of a plot command.</summary>
    public static void Plot(this StringBuilder script, IEnumerable<string> curves) => script.Append("plot ").AppendJoin(", \\\n     ", curves).Append('\n');

    /// <summary>An axis with round ticks.</summary>
    public static string Range(char axis, double lower, double upper, int ticks) => FormattableString.Invariant(
        $"set {axis}range [{GnuplotText.Number(lower)}:{GnuplotText.Number(upper)}]\nset {axis}tics {Ticks.Step(lower, upper, ticks)} nomirror\n");
}
