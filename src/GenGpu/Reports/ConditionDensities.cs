using System.Globalization;

namespace GenGpu.Reports;

/// <summary>Heat maps, one colour scale with its bar per condition: truth and models compare, and wide laws are not dark beside narrow ones.</summary>
internal sealed class ConditionDensities : IConditionCells
{
    // Times the truth's largest density that a scale reaches.
    private const double MostPeak = 1.15;

    private readonly double[] _tops;
    private readonly bool _isCapped;

    /// <summary>Counts samples in cells.</summary>
    /// <param name="shown">The conditions.</param>
    /// <param name="names">The target, then the models.</param>
    /// <param name="x">Cells of the first coordinate.</param>
    /// <param name="y">Cells of the second one.</param>
    public ConditionDensities(ConditionPanel[] shown, string[] names, Axis x, Axis y)
    {
        _tops = new double[shown.Length];
        var csv = new CsvText(["given", "held_out", "x", "y", .. names]);
        for (int column = 0; column < shown.Length; column++)
        {
            ReportSamples?[] sets = [shown[column].Target, .. shown[column].Models];
            double[]?[] densities = [.. sets.Select(set => set is null ? null : Histograms.Density(set.Column(0), set.Column(1), x, y))];
            double top = densities[0]!.Max() * MostPeak;
            _tops[column] = top;
            _isCapped |= densities.OfType<double[]>().Any(density => density.Max() > top);
            for (int cell = 0; cell < x.Bins * y.Bins; cell++)
            {
                csv.Add(shown[column].Given).Add(shown[column].IsHeldOut ? 1 : 0).Add(x.Centre(cell % x.Bins)).Add(y.Centre(cell / x.Bins));
                foreach (double[]? density in densities)
                    csv.Add(density?[cell] ?? double.NaN);
                csv.EndRow();
            }

            csv.EndBlock();
        }

        Csv = csv.ToString();
    }

    /// <inheritdoc/>
    public string Csv { get; }

    /// <inheritdoc/>
    public string Note => "colours: density, one scale per column" + (_isCapped ? ", cut off a little above the target’s peak" : "");

    /// <inheritdoc/>
    public int Below => 58;

    /// <inheritdoc/>
    public string Plot(PanelGrid grid, int row, int column)
    {
        string range = $"set cbrange [0:{GnuplotText.Number(_tops[column])}]\n", plot = $"plot data skip 1 index {column} using 3:4:{5 + row} with image notitle\n";
        if (row > 0)
            return range + plot;

        // Below the last row, as wide as its panel; drawn with the target, which never diverges.
        int left = grid.Left + (column * (grid.PanelWidth + grid.GapX));
        return range + string.Create(CultureInfo.InvariantCulture, $"""
            set colorbox horizontal user origin screen {(double)left / grid.Width:F5}, screen {56.0 / grid.Height:F5} size screen {(double)grid.PanelWidth / grid.Width:F5}, screen {9.0 / grid.Height:F5} noborder
            set cbtics {Ticks.Step(0, _tops[column], 3)} scale 0.3 offset 0,0.4
            {plot}unset colorbox

            """);
    }
}
