using System.Globalization;
using System.Text;

namespace GenGpu.Reports;

/// <summary>Pieces of gnuplot scripts, and the style that all pictures share.</summary>
internal static class GnuplotText
{
    /// <summary>The colour of the target and of reference lines.</summary>
    public const string TargetColour = "#4d4d4d";

    // Okabe and Ito's colours, which stay apart for colour-blind readers; the dash pattern is the second cue.
    private static readonly string[] Colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7A5230"];
    private static readonly string[] Dashes = ["solid", "'-'", "'_.'", "(4,3)", "'_'", "'-..'", "'_..'"];

    // More entries in one row would leave a picture of two panels on both sides.
    private const int KeyColumns = 4;

    /// <summary>Colour of the model with an index.</summary>
    public static string Colour(int model) => Colours[model % Colours.Length];

    /// <summary>Dash pattern of the model with an index, ready after "dt".</summary>
    public static string Dash(int model) => Dashes[model % Dashes.Length];

    /// <summary>Rows of a key under the title of a picture of two panels.</summary>
    /// <param name="entries">Lines in the key.</param>
    public static int KeyRows(int entries) => (entries + KeyColumns - 1) / KeyColumns;

    /// <summary>A small grey remark at the lower edge of the picture, drawn with the next plot; <see cref="EndNote"/> ends it.</summary>
    /// <param name="script">The script.</param>
    /// <param name="text">The remark.</param>
    /// <param name="height">Height of the picture.</param>
    public static void Note(StringBuilder script, string text, int height) =>
        script.Append($"set label 1001 {Quote(text)} at screen 0.5, screen {Number(16.0 / height)} center font 'DejaVu Sans,8.5' textcolor rgb '{TargetColour}'\n");

    /// <summary>Ends the remark, which the next plot would draw again.</summary>
    public static void EndNote(StringBuilder script) => script.Append("unset label 1001\n");

    /// <summary>
    /// A text as gnuplot's single-quoted string, in which nothing is expanded. Control characters become blanks, and the quote the
    /// typographic one, since gnuplot does not read a doubled quote everywhere.
    /// </summary>
    public static string Quote(string text) => $"'{new string([.. text.Select(c => char.IsControl(c) ? ' ' : c == '\'' ? '\u2019' : c)])}'";

    /// <summary>A number.</summary>
    public static string Number(double value) => value.ToString("G9", CultureInfo.InvariantCulture);

    /// <summary>The first lines of a script: how to redraw, terminal, output, separators, palette.</summary>
    public static StringBuilder Begin(string name, int width, int height, string title)
    {
        var script = new StringBuilder();
        script.Append(CultureInfo.InvariantCulture, $"""
            # Draws {name}.png from {name}.csv. To redraw: gnuplot {name}.gp (in this folder); as SVG: gnuplot -e "svg=1" {name}.gp
            if (!exists("output")) output = exists("svg") ? '{name}.svg' : '{name}.png'
            set encoding utf8
            if (exists("svg")) set terminal svg noenhanced size {width},{height} font 'DejaVu Sans,10' background '#ffffff' linewidth 1.2; else set terminal pngcairo noenhanced size {width},{height} font 'DejaVu Sans,10' background '#ffffff' linewidth 1.2
            set output output
            set datafile separator ','
            set datafile missing 'NaN'
            data = '{name}.csv'
            set palette defined (0 '#440154', 1 '#482878', 2 '#3e4989', 3 '#31688e', 4 '#26828e', 5 '#1f9e89', 6 '#35b779', 7 '#6ece58', 8 '#b5de2b', 9 '#fde725')
            set border lc rgb '#4d4d4d' lw 0.8
            set tics textcolor rgb '#222222' scale 0.6
            unset key
            set multiplot
            set label 1000 {Quote(title)} at screen 0.5, screen {Number(1 - (22.0 / height))} center font 'DejaVu Sans Bold,{TitleSize(title, width)}'

            """);
        return script;
    }

    // A letter of the bold font at 12 points is about 9.3 pixels wide; long titles of narrow pictures must not be cut off.
    private static string TitleSize(string title, int width) =>
        Math.Clamp(Math.Floor(12 * 0.96 * width / (9.3 * Math.Max(1, title.Length))), 7, 12).ToString(CultureInfo.InvariantCulture);

    /// <summary>The title belongs to the first plot only: later ones would draw it again.</summary>
    public static void EndTitle(StringBuilder script) => script.Append("unset label 1000\n");

    /// <summary>The last lines.</summary>
    public static string End(StringBuilder script) => script.Append("unset multiplot\nset output\n").ToString();

    /// <summary>Margins of a plot in pixels from the left and top edges.</summary>
    public static string Margins(int left, int right, int top, int bottom, int width, int height) =>
        FormattableString.Invariant($"set lmargin at screen {(double)left / width:F5}; set rmargin at screen {(double)right / width:F5}; set tmargin at screen {1 - ((double)top / height):F5}; set bmargin at screen {1 - ((double)bottom / height):F5}\n");

    /// <summary>A file name made of a model's name: other characters than ASCII letters and digits become '_'.</summary>
    public static string FileName(string name) => new([.. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '_')]);
}
